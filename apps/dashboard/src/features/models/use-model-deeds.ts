import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import type { ModelView } from '../../lib/views.ts'
import { doUndoably } from '../../ui/undoable.ts'

/** What can be done to a model and taken back again. */
export function useModelDeeds({ id, name: before }: Pick<ModelView, 'id' | 'name'>) {
  const router = useRouter()
  const queries = useQueryClient()
  const rename = useMutation(trpc.model.rename.mutationOptions())
  const archive = useMutation(trpc.model.archive.mutationOptions())
  const restore = useMutation(trpc.model.restore.mutationOptions())
  const refresh = () => queries.invalidateQueries(trpc.model.pathFilter())
  const showName = (name: string) =>
    queries.setQueryData(trpc.model.get.queryKey({ id }), (shown) => shown && { ...shown, name })
  return {
    rename: async (name: string) => {
      void doUndoably({
        said: `${before} was renamed to ${name}.`,
        show: (done) => showName(done ? name : before),
        act: () => rename.mutateAsync({ id, name }),
        undo: () => rename.mutateAsync({ id, name: before }),
        refresh,
      })
    },
    archive: () =>
      void doUndoably({
        said: `${before} was archived.`,
        show: (done) =>
          void router.navigate(
            done ? { to: '/models' } : { to: '/models/$modelId', params: { modelId: id } },
          ),
        act: () => archive.mutateAsync({ id }),
        undo: () => restore.mutateAsync({ id }),
        refresh,
      }),
  }
}
