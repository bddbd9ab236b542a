import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Sparkles } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { NextStep } from '../../ui/next-step.tsx'

/** Data that nothing has learned from yet: trains with the usual settings at a click. */
export function TrainNext({ version }: { version: DatasetVersionView }) {
  const { canWrite } = useSession()
  const router = useRouter()
  const models = useQuery(trpc.model.list.queryOptions({ offset: 0, limit: 200 }))
  const start = useMutation(
    trpc.training.start.mutationOptions({
      onSuccess: ({ jobId }) => router.navigate({ to: '/training/$jobId', params: { jobId } }),
      onError: toastError,
    }),
  )
  const isUsed = models.data?.items.some((one) => one.datasetId === version.datasetId) ?? true
  if (!canWrite || isUsed) return null
  return (
    <NextStep
      title="Your data is ready: train a model"
      action={
        <Button
          look="primary"
          pending={start.isPending}
          onClick={() => start.mutate({ datasetVersionId: version.id })}
          data-testid="train-next"
        >
          <Sparkles />
          Train with default settings
        </Button>
      }
    >
      Several classifiers compete; the best on rows that none of them trained on wins.
    </NextStep>
  )
}
