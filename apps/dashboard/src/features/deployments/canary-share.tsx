import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { toastDone, toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

const steps = [1, 5, 10, 25, 50, 75, 99]

/** Moves the canary's share, makes it the live version, or ends it. */
export function CanaryShare({
  id,
  percent,
  versionNumber,
  canWrite,
}: {
  id: string
  percent: number
  versionNumber: number
  canWrite: boolean
}) {
  const slider = useId()
  const queries = useQueryClient()
  const [wanted, setWanted] = useState(percent)
  const settled = (said: string) => ({
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.deployment.pathFilter())
      toastDone(said)
    },
    onError: toastError,
  })
  const move = useMutation(
    trpc.deployment.moveCanary.mutationOptions(settled(`The canary takes ${wanted}% of callers.`)),
  )
  const promote = useMutation(
    trpc.deployment.promoteCanary.mutationOptions(settled(`Version ${versionNumber} is live.`)),
  )
  const end = useMutation(
    trpc.deployment.endCanary.mutationOptions(settled('The live version takes all calls again.')),
  )
  if (!canWrite) return null
  return (
    <div className="grid gap-3 border-line border-t px-5 py-4">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={slider} className="font-medium text-[13px]">
          Share of callers on version {versionNumber}
        </label>
        <output htmlFor={slider} className="figure font-semibold">
          {wanted}%
        </output>
      </div>
      <input
        id={slider}
        type="range"
        min={1}
        max={99}
        value={wanted}
        aria-valuetext={`${wanted} percent`}
        data-testid="canary-percent"
        onChange={(event) => setWanted(event.target.valueAsNumber)}
        className="h-6 w-full cursor-pointer accent-chart-1"
      />
      <div className="flex flex-wrap items-center gap-2">
        {steps.map((step) => (
          <Button key={step} size="sm" aria-pressed={wanted === step} onClick={() => setWanted(step)}>
            {step}%
          </Button>
        ))}
        <span className="flex-1" />
        <Button
          disabled={wanted === percent}
          pending={move.isPending}
          data-testid="move-canary"
          onClick={() => move.mutate({ id, percent: wanted })}
        >
          Update share
        </Button>
        <ConfirmDialog
          trigger={<Button data-testid="end-canary">Roll back</Button>}
          title={`Roll back version ${versionNumber}?`}
          confirm="Roll back"
          onConfirm={() => end.mutateAsync({ id })}
        >
          The live version takes all calls again. You can restart the canary at any time.
        </ConfirmDialog>
        <ConfirmDialog
          trigger={
            <Button look="primary" data-testid="promote-canary">
              Promote
            </Button>
          }
          title={`Promote version ${versionNumber}?`}
          confirm="Promote"
          onConfirm={() => promote.mutateAsync({ id })}
        >
          It will take all calls from now on. The previous version stays in the revisions, one click away.
        </ConfirmDialog>
      </div>
    </div>
  )
}
