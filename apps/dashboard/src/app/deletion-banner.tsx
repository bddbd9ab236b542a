import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { trpc } from '../lib/api.ts'
import { formatDay } from '../lib/format.ts'
import { refreshSession, useAccount } from '../lib/session.ts'
import { toastDone, toastError } from '../ui/action-toast.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** What is going to be deleted, and the click that takes it back. */
export function DeletionBanner() {
  const { user, workspace } = useAccount()
  return (
    <>
      {user.eraseAt && <AccountBanner eraseAt={user.eraseAt} />}
      {workspace?.eraseAt && (
        <WorkspaceBanner
          name={workspace.name}
          eraseAt={workspace.eraseAt}
          mayKeep={workspace.role === 'owner'}
        />
      )}
    </>
  )
}

const Banner = ({ children, action }: { children: ReactNode; action: ReactNode }) => (
  <Notice tone="bad" className="mb-5" data-testid="deletion-banner">
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="min-w-0">{children}</p>
      {action}
    </div>
  </Notice>
)

function AccountBanner({ eraseAt }: { eraseAt: Date }) {
  const keep = useMutation(
    trpc.account.keep.mutationOptions({
      onSuccess: async () => {
        await refreshSession()
        toastDone('Your account will not be deleted.')
      },
      onError: toastError,
    }),
  )
  return (
    <Banner
      action={
        <Button size="sm" pending={keep.isPending} onClick={() => keep.mutate()} data-testid="keep-account">
          Keep my account
        </Button>
      }
    >
      Your account will be deleted on {formatDay(eraseAt)}.
    </Banner>
  )
}

function WorkspaceBanner({ name, eraseAt, mayKeep }: { name: string; eraseAt: Date; mayKeep: boolean }) {
  const keep = useMutation(
    trpc.workspace.keep.mutationOptions({
      onSuccess: async () => {
        await refreshSession()
        toastDone(`${name} will not be deleted, and its calls are answered again.`)
      },
      onError: toastError,
    }),
  )
  return (
    <Banner
      action={
        mayKeep && (
          <Button
            size="sm"
            pending={keep.isPending}
            onClick={() => keep.mutate()}
            data-testid="keep-workspace"
          >
            Keep the workspace
          </Button>
        )
      }
    >
      {name} will be deleted on {formatDay(eraseAt)}. Calls are already refused; you can download everything
      until then.
    </Banner>
  )
}
