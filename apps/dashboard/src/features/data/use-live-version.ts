import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { trpc } from '../../lib/api.ts'
import type { DatasetVersionSummary } from '../../lib/views.ts'

const isFinal = (status: DatasetVersionSummary['status'] | undefined) =>
  status === 'ready' || status === 'unlabelled' || status === 'failed'

/** A dataset version that follows its own ingest: by events, and by asking where events do not get through. */
export function useLiveVersion(versionId: string) {
  const queries = useQueryClient()
  const version = useQuery(
    trpc.dataset.version.queryOptions(
      { id: versionId },
      {
        refetchInterval: ({ state }) =>
          isFinal(state.data?.status) || state.status === 'error' ? false : 4_000,
      },
    ),
  )
  useSubscription(
    trpc.dataset.onVersion.subscriptionOptions(
      { id: versionId },
      {
        enabled: version.data !== undefined && !isFinal(version.data.status),
        onData: (next) => {
          queries.setQueryData(trpc.dataset.version.queryKey({ id: versionId }), next)
          if (isFinal(next.status)) {
            void queries.invalidateQueries(trpc.dataset.list.pathFilter())
            void queries.invalidateQueries(trpc.dataset.get.pathFilter())
            void queries.invalidateQueries(trpc.dataset.versions.pathFilter())
          }
        },
      },
    ),
  )
  return version
}
