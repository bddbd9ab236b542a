import { useMutation, useQueryClient } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { TrainingJobView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

export function CancelButton({ job }: { job: TrainingJobView }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const cancel = useMutation(
    trpc.training.cancel.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.training.pathFilter()),
    }),
  )
  if (!canWrite || (job.status !== 'queued' && job.status !== 'running' && job.status !== 'cancelling')) {
    return null
  }
  if (job.status === 'cancelling') return <Button disabled>Cancelling…</Button>
  return (
    <ConfirmDialog
      trigger={<Button data-testid="cancel-training">Cancel training</Button>}
      title="Cancel this run?"
      confirm="Cancel training"
      testId="confirm-cancel-training"
      onConfirm={() => cancel.mutateAsync({ id: job.id })}
    >
      Its progress so far is discarded. Models that are already trained are not affected.
    </ConfirmDialog>
  )
}
