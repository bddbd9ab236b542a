import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { doUndoably } from '../../ui/undoable.ts'

/** Stops a deployment or starts it again, at once; either is taken back by the other. */
export function PowerButton({ deployment }: { deployment: DeploymentDetail }) {
  const { id, name, stoppedAt } = deployment
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const stop = useMutation(trpc.deployment.stop.mutationOptions())
  const start = useMutation(trpc.deployment.start.mutationOptions())
  const isStopped = stoppedAt !== null
  const show = (at: Date | null) =>
    queries.setQueryData(
      trpc.deployment.get.queryKey({ id }),
      (shown) => shown && { ...shown, stoppedAt: at },
    )
  const turn = () =>
    void doUndoably({
      said: isStopped
        ? `${name} is answering calls again.`
        : `${name} is stopped: calls to it are refused until you start it.`,
      show: (done) => show(done === isStopped ? null : (stoppedAt ?? new Date())),
      act: () => (isStopped ? start : stop).mutateAsync({ id }),
      undo: () => (isStopped ? stop : start).mutateAsync({ id }),
      refresh: () => queries.invalidateQueries(trpc.deployment.pathFilter()),
    })
  if (!canWrite) return null
  return isStopped ? (
    <Button look="primary" onClick={turn}>
      <Play />
      Start
    </Button>
  ) : (
    <Button onClick={turn}>
      <Pause />
      Stop
    </Button>
  )
}
