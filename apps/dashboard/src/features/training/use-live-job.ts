import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { trpc } from '../../lib/api.ts'
import type { TrainingJobView } from '../../lib/views.ts'

export const isOver = (status: TrainingJobView['status']): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

/** A training job that follows itself: by events, and by asking where events do not get through. */
export function useLiveJob(jobId: string) {
  const queries = useQueryClient()
  const job = useQuery(
    trpc.training.get.queryOptions(
      { id: jobId },
      {
        refetchInterval: ({ state }) =>
          state.status === 'error' || (state.data && isOver(state.data.status)) ? false : 4_000,
      },
    ),
  )
  useSubscription(
    trpc.training.onProgress.subscriptionOptions(
      { id: jobId },
      {
        enabled: job.data !== undefined && !isOver(job.data.status),
        onData: (next) => {
          queries.setQueryData(trpc.training.get.queryKey({ id: jobId }), next)
          if (!isOver(next.status)) return
          void queries.invalidateQueries(trpc.training.list.pathFilter())
          void queries.invalidateQueries(trpc.model.pathFilter())
        },
      },
    ),
  )
  return job
}
