import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Eye } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { trpc } from '../lib/api.ts'
import { formatTimeOfDay } from '../lib/format.ts'
import { refreshSession, switchWorkspace, useAccount } from '../lib/session.ts'
import { toastError } from '../ui/action-toast.ts'
import { Button } from '../ui/button.tsx'

/** Says on every page that an operator is looking at somebody else's workspace, until when, and how to leave. */
export function ViewBanner() {
  const { workspace } = useAccount()
  return workspace?.view ? (
    <Looking key={workspace.id} id={workspace.id} name={workspace.name} until={workspace.view.expiresAt} />
  ) : null
}

function Looking({ id, name, until }: { id: string; name: string; until: Date }) {
  const navigate = useNavigate()
  const leave = useCallback(async () => {
    await navigate({ to: '/operator/tenants/$workspaceId', params: { workspaceId: id } })
    const me = await refreshSession()
    const own = me?.workspaces.find((one) => one.view === null)
    switchWorkspace(own?.id ?? null)
  }, [id, navigate])
  const end = useMutation(trpc.tenant.endView.mutationOptions({ onSuccess: leave, onError: toastError }))
  useEffect(() => {
    const timer = setTimeout(() => void leave(), Math.max(0, until.getTime() - Date.now()))
    return () => clearTimeout(timer)
  }, [until, leave])
  return (
    <div
      role="status"
      data-testid="view-banner"
      className="sticky top-0 z-45 flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-warn-soft px-4 py-2 text-[13px] text-warn max-lg:top-14"
    >
      <span className="inline-flex min-w-0 items-center gap-2">
        <Eye aria-hidden className="size-4 shrink-0" />
        <span>
          You are viewing {name} as its members see it, read-only. The session ends at{' '}
          {formatTimeOfDay(until)}.
        </span>
      </span>
      <Button
        size="sm"
        pending={end.isPending}
        onClick={() => end.mutate({ workspaceId: id })}
        data-testid="leave-view"
      >
        Leave
      </Button>
    </div>
  )
}
