import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import type { DatasetVersionView } from '../../lib/views.ts'

/** Makes the next version by edits, and leads to its rows. */
export function useMakeVersion({ datasetId }: DatasetVersionView, onMade?: () => void) {
  const router = useRouter()
  const queries = useQueryClient()
  return useMutation(
    trpc.dataset.edit.mutationOptions({
      onSuccess: async ({ id }) => {
        onMade?.()
        await router.navigate({
          to: '/data/$datasetId/versions/$versionId',
          params: { datasetId, versionId: id },
          search: { tab: 'rows' },
        })
        await queries.invalidateQueries(trpc.dataset.pathFilter())
      },
    }),
  )
}
