import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { roleNames, useSession } from '../../lib/session.ts'
import type { MemberView, WorkspaceRole } from '../../lib/views.ts'
import { Badge } from '../../ui/badge.tsx'
import { Select } from '../../ui/select.tsx'
import { Td, Tr } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { doUndoably } from '../../ui/undoable.ts'
import { MemberActions } from './member-actions.tsx'

const roleOptions: { value: WorkspaceRole; label: string }[] = [
  { value: 'owner', label: roleNames.owner },
  { value: 'admin', label: roleNames.admin },
  { value: 'member', label: roleNames.member },
  { value: 'viewer', label: roleNames.viewer },
]

export function MemberRow({ member, isLastOwner }: { member: MemberView; isLastOwner: boolean }) {
  const { user, workspace } = useSession()
  const setRole = useSetRole(member)
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
            onChange={setRole}
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

/** Nobody changes their own role here, so an owner stays, and each change can be taken back. */
function useSetRole({ userId, name, role: before }: MemberView) {
  const queries = useQueryClient()
  const key = trpc.member.list.queryKey()
  const { mutateAsync } = useMutation(trpc.member.setRole.mutationOptions())
  return async (role: WorkspaceRole): Promise<void> => {
    await queries.cancelQueries({ queryKey: key })
    await doUndoably({
      said: `${name} is now: ${roleNames[role]}.`,
      show: (done) =>
        void queries.setQueryData(key, (people) =>
          people?.map((one) => (one.userId === userId ? { ...one, role: done ? role : before } : one)),
        ),
      act: () => mutateAsync({ userId, role }),
      undo: () => mutateAsync({ userId, role: before }),
      refresh: () => queries.invalidateQueries({ queryKey: key }),
    })
  }
}
