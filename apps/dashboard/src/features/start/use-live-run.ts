import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { trpc } from '../../lib/api.ts'

/** A solution's run that follows itself: by events, and by asking where events do not get through. */
export function useLiveRun(id: string) {
  const queries = useQueryClient()
  const run = useQuery(
    trpc.solution.get.queryOptions(
      { id },
      {
        refetchInterval: ({ state }) =>
          state.status === 'error' || (state.data && state.data.status !== 'running') ? false : 3_000,
      },
    ),
  )
  useSubscription(
    trpc.solution.onRun.subscriptionOptions(
      { id },
      {
        enabled: run.data?.status === 'running',
        onData: (next) => {
          queries.setQueryData(trpc.solution.get.queryKey({ id }), next)
          if (next.status === 'running') return
          for (const part of [trpc.dataset, trpc.model, trpc.training, trpc.deployment])
            void queries.invalidateQueries(part.pathFilter())
        },
      },
    ),
  )
  return run
}
