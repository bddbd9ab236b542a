import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { doUndoably } from '../../ui/undoable.ts'

/** What can be done to a dataset and taken back again. */
export function useDatasetDeeds({ datasetId: id, datasetName }: DatasetVersionView) {
  const router = useRouter()
  const queries = useQueryClient()
  const rename = useMutation(trpc.dataset.rename.mutationOptions())
  const archive = useMutation(trpc.dataset.archive.mutationOptions())
  const restore = useMutation(trpc.dataset.restore.mutationOptions())
  const refresh = () => queries.invalidateQueries(trpc.dataset.pathFilter())
  const showName = (name: string) =>
    queries.setQueriesData<DatasetVersionView>(trpc.dataset.version.pathFilter(), (shown) =>
      shown?.datasetId === id ? { ...shown, datasetName: name } : shown,
    )
  return {
    rename: async (name: string) => {
      void doUndoably({
        said: `${datasetName} was renamed to ${name}.`,
        show: (done) => showName(done ? name : datasetName),
        act: () => rename.mutateAsync({ id, name }),
        undo: () => rename.mutateAsync({ id, name: datasetName }),
        refresh,
      })
    },
    archive: () =>
      void doUndoably({
        said: `${datasetName} was archived. Models trained on it are kept.`,
        show: (done) =>
          void router.navigate(
            done ? { to: '/data' } : { to: '/data/$datasetId', params: { datasetId: id } },
          ),
        act: () => archive.mutateAsync({ id }),
        undo: () => restore.mutateAsync({ id }),
        refresh,
      }),
  }
}
