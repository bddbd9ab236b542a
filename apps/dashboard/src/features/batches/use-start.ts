import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { startFileBatch } from '../../lib/start-batch.ts'

type Start = { deploymentId: string; source: File | string; textColumn: string }

/** Starts a batch over a file, whose upload is followed and can be stopped, or over a dataset version. */
export function useStart(onDone: () => Promise<void>) {
  const [share, setShare] = useState<number | null>(null)
  const stopping = useRef<AbortController>(null)
  const overVersion = useMutation(trpc.batch.start.mutationOptions())
  const start = useMutation({
    mutationFn: async ({ deploymentId, source, textColumn }: Start) => {
      if (typeof source === 'string') {
        await overVersion.mutateAsync({ deploymentId, datasetVersionId: source })
        return
      }
      stopping.current = new AbortController()
      setShare(0)
      await startFileBatch({
        deploymentId,
        file: source,
        textColumn,
        onProgress: setShare,
        signal: stopping.current.signal,
      })
    },
    onSuccess: onDone,
    onSettled: () => setShare(null),
  })
  return { start, share, stop: () => stopping.current?.abort() }
}
