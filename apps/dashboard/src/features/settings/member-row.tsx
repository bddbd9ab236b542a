import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { roleNames, useSession } from '../../lib/session.ts'
import type { MemberView, WorkspaceRole } from '../../lib/views.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Badge } from '../../ui/badge.tsx'
import { Select } from '../../ui/select.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { MemberActions } from './member-actions.tsx'

const roleOptions: { value: WorkspaceRole; label: string }[] = [
  { value: 'owner', label: roleNames.owner },
  { value: 'admin', label: roleNames.admin },
  { value: 'member', label: roleNames.member },
  { value: 'viewer', label: roleNames.viewer },
]

export function MemberRow({ member, isLastOwner }: { member: MemberView; isLastOwner: boolean }) {
  const { user, workspace } = useSession()
  const setRole = useSetRole(member.name)
  const self = member.userId === user.id
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
        {workspace.role === 'owner' && !self ? (
          <Select
            aria-label={`Role of ${member.name}`}
            className="h-8 w-32"
            value={member.role}
            onChange={(role) => setRole.mutate({ userId: member.userId, role })}
            options={roleOptions}
          />
        ) : (
          <span className="text-soft">{roleNames[member.role]}</span>
        )}
      </Td>
      <Td className="whitespace-nowrap text-faint max-sm:hidden">
        <Time at={member.joinedAt} />
      </Td>
      <Td className="text-right">
        <MemberActions member={member} isLastOwner={isLastOwner} />
      </Td>
    </Tr>
  )
}

function useSetRole(name: string) {
  const queries = useQueryClient()
  const key = trpc.member.list.queryKey()
  return useMutation(
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
      onSuccess: () => toastDone(`${name} has a new role.`),
      onSettled: () => queries.invalidateQueries({ queryKey: key }),
    }),
  )
}
