import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { trpc } from '../../lib/api.ts'
import { refreshSession, switchWorkspace, useSession } from '../../lib/session.ts'
import type { MemberView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

const Quiet = ({ children, ...rest }: ComponentProps<typeof Button>) => (
  <Button look="ghost" size="sm" {...rest}>
    {children}
  </Button>
)

/** What may be done with a member: leave oneself, remove others, hand the workspace over. */
export function MemberActions({ member, isLastOwner }: { member: MemberView; isLastOwner: boolean }) {
  const { user, workspace, canManage } = useSession()
  if (member.userId === user.id) return <Leave isLastOwner={isLastOwner} />
  const isOwner = workspace.role === 'owner'
  const mayRemove = isOwner || (canManage && member.role !== 'owner' && member.role !== 'admin')
  return (
    <div className="flex flex-wrap justify-end gap-1">
      {isOwner && member.role !== 'owner' && <HandOver member={member} />}
      {mayRemove && <Remove member={member} />}
    </div>
  )
}

const useRefreshMembers = () => {
  const queries = useQueryClient()
  return () => queries.invalidateQueries(trpc.member.pathFilter())
}

function Remove({ member }: { member: MemberView }) {
  const remove = useMutation(trpc.member.remove.mutationOptions({ onSuccess: useRefreshMembers() }))
  return (
    <ConfirmDialog
      trigger={<Quiet>Remove</Quiet>}
      title={`Remove ${member.name}?`}
      confirm="Remove"
      onConfirm={() => remove.mutateAsync({ userId: member.userId })}
    >
      They lose access to this workspace immediately. What they created stays.
    </ConfirmDialog>
  )
}

function HandOver({ member }: { member: MemberView }) {
  const refresh = useRefreshMembers()
  const transfer = useMutation(
    trpc.member.transferOwnership.mutationOptions({
      onSuccess: async () => {
        await refreshSession()
        await refresh()
      },
    }),
  )
  return (
    <ConfirmDialog
      trigger={<Quiet>Make owner</Quiet>}
      title={`Transfer the workspace to ${member.name}?`}
      confirm="Transfer"
      onConfirm={() => transfer.mutateAsync({ userId: member.userId })}
      testId="confirm-hand-over"
    >
      {member.name} becomes an owner and you become an admin. Only an owner can change this back.
    </ConfirmDialog>
  )
}

function Leave({ isLastOwner }: { isLastOwner: boolean }) {
  const { user, workspace } = useSession()
  const router = useRouter()
  const remove = useMutation(
    trpc.member.remove.mutationOptions({
      onSuccess: async () => {
        const me = await refreshSession()
        const [next] = me?.workspaces ?? []
        if (next) switchWorkspace(next.id)
        await router.navigate({ to: next ? '/' : '/welcome' })
      },
    }),
  )
  if (isLastOwner)
    return (
      <span className="text-faint text-xs" title="Make someone else an owner first, or delete the workspace.">
        The only owner
      </span>
    )
  return (
    <ConfirmDialog
      trigger={<Quiet>Leave</Quiet>}
      title={`Leave ${workspace.name}?`}
      confirm="Leave"
      onConfirm={() => remove.mutateAsync({ userId: user.id })}
      testId="confirm-leave"
    >
      You lose access immediately. To come back, you need a new invitation.
    </ConfirmDialog>
  )
}
