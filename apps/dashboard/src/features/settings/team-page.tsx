import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { roleNames, useSession } from '../../lib/session.ts'
import type { MemberView, WorkspaceRole } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Table, Td, Th, Tr, wideOnly } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteDialog } from './invite-dialog.tsx'

const roleOptions: { value: WorkspaceRole; label: string }[] = [
  { value: 'owner', label: roleNames.owner },
  { value: 'admin', label: roleNames.admin },
  { value: 'member', label: roleNames.member },
  { value: 'viewer', label: roleNames.viewer },
]

export function TeamPage() {
  const { canManage } = useSession()
  const members = useQuery(trpc.member.list.queryOptions())
  const [inviting, setInviting] = useState(false)
  return (
    <div className="grid gap-6">
      <Card>
        <CardHeader
          title="Members"
          description="Owners and admins manage people, keys and the plan; members work; viewers read."
          actions={
            canManage && (
              <Button look="primary" onClick={() => setInviting(true)}>
                <UserPlus />
                Invite
              </Button>
            )
          }
        />
        <QueryView query={members} skeleton={<TableSkeleton rows={3} />}>
          {(people) => (
            <Table label="Members" className="border-line border-t">
              <thead>
                <tr>
                  <Th>Person</Th>
                  <Th>Role</Th>
                  <Th className={wideOnly}>Joined</Th>
                  <Th>
                    <span className="sr-only">Remove</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {people.map((one) => (
                  <MemberRow key={one.userId} member={one} />
                ))}
              </tbody>
            </Table>
          )}
        </QueryView>
      </Card>
      {canManage && <InvitationsCard />}
      <InviteDialog open={inviting} onOpenChange={setInviting} />
    </div>
  )
}

function MemberRow({ member }: { member: MemberView }) {
  const { user, workspace, canManage } = useSession()
  const queries = useQueryClient()
  const key = trpc.member.list.queryKey()
  const setRole = useMutation(
    trpc.member.setRole.mutationOptions({
      // Shown at once; put back with the reason where the server refuses (a workspace keeps an owner).
      onMutate: async ({ userId, role }) => {
        await queries.cancelQueries({ queryKey: key })
        const before = queries.getQueryData(key)
        queries.setQueryData(key, (people) =>
          people?.map((one) => (one.userId === userId ? { ...one, role } : one)),
        )
        return { before }
      },
      onError: (error, _, kept) => {
        queries.setQueryData(key, kept?.before)
        toastError(error)
      },
      onSuccess: () => toastDone(`${member.name} has a new role.`),
      onSettled: () => queries.invalidateQueries({ queryKey: key }),
    }),
  )
  const remove = useMutation(
    trpc.member.remove.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: key }) }),
  )
  const self = member.userId === user.id
  const offered = roleOptions.filter((one) => workspace.role === 'owner' || one.value !== 'owner')
  return (
    <Tr>
      <Td className="max-w-40 sm:max-w-80">
        <span className="flex items-center gap-2 font-medium">
          <span className="truncate">{member.name}</span>
          {self && <Badge>you</Badge>}
        </span>
        <span className="block truncate text-[13px] text-faint">{member.email}</span>
      </Td>
      <Td>
        {canManage && !self && (member.role !== 'owner' || workspace.role === 'owner') ? (
          <Select
            aria-label={`Role of ${member.name}`}
            className="h-8 w-32"
            value={member.role}
            onChange={(role) => setRole.mutate({ userId: member.userId, role })}
            options={offered}
          />
        ) : (
          <span className="text-soft">{roleNames[member.role]}</span>
        )}
      </Td>
      <Td className="whitespace-nowrap text-faint max-sm:hidden">
        <Time at={member.joinedAt} />
      </Td>
      <Td className="text-right">
        {canManage && !self && (
          <ConfirmDialog
            trigger={
              <Button look="ghost" size="sm">
                Remove
              </Button>
            }
            title={`Remove ${member.name}?`}
            confirm="Remove"
            onConfirm={() => remove.mutateAsync({ userId: member.userId })}
          >
            They lose access to this workspace at once. What they made stays.
          </ConfirmDialog>
        )}
      </Td>
    </Tr>
  )
}
