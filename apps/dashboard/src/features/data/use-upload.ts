import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { type UploadProgress, uploadDataset } from '../../lib/upload.ts'

/**
 * Sends a file into a dataset (a new one where no id is given) and leads to its version page. A dataset made
 * for an upload that did not arrive is archived again, so that nothing empty stays behind.
 */
export function useUpload(existingId?: string) {
  const [progress, setProgress] = useState<UploadProgress | null>(null)
  const abort = useRef<AbortController | null>(null)
  const router = useRouter()
  const queries = useQueryClient()
  const create = useMutation(trpc.dataset.create.mutationOptions())
  const archive = useMutation(trpc.dataset.archive.mutationOptions())

  const upload = useMutation({
    mutationFn: async ({ file, name }: { file: File; name: string }) => {
      const controller = new AbortController()
      abort.current = controller
      setProgress({ bytesSent: 0, bytesTotal: file.size, bytesPerSecond: 0, secondsLeft: null })
      const datasetId = existingId ?? (await create.mutateAsync({ name })).id
      try {
        const version = await uploadDataset(datasetId, file, {
          onProgress: setProgress,
          signal: controller.signal,
        })
        return { datasetId, versionId: version.id }
      } catch (error) {
        if (!existingId) await archive.mutateAsync({ id: datasetId }).catch(() => undefined)
        throw error
      }
    },
    onSuccess: async ({ datasetId, versionId }) => {
      void queries.invalidateQueries(trpc.dataset.pathFilter())
      await router.navigate({ to: '/data/$datasetId/versions/$versionId', params: { datasetId, versionId } })
    },
    onSettled: () => setProgress(null),
  })

  const running = upload.isPending
  useEffect(() => {
    if (!running) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [running])

  return { upload, progress, running, cancel: () => abort.current?.abort() }
}
