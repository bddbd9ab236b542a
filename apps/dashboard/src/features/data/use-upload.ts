import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { DoorError } from '../../lib/errors.ts'
import { abandonUpload, beginUpload, carrierOf } from '../../lib/upload/carrier.ts'
import {
  forget,
  holdAsSending,
  markOf,
  type RememberedUpload,
  remember,
} from '../../lib/upload/remembered.ts'
import { sendFile, type UploadProgress } from '../../lib/upload/send-file.ts'
import { openValve, type Valve } from '../../lib/upload/valve.ts'
import type { SolutionId } from '../../lib/views.ts'
import { activeWorkspaceId } from '../../lib/workspace-choice.ts'
import { toastError } from '../../ui/action-toast.ts'
import type { AskedColumns } from './column-choice.ts'
import type { PrivacyChoice } from './privacy-fields.tsx'

type UploadOrder = {
  file: File
  name: string
  privacy: PrivacyChoice
  /** What was decided of its columns. */
  columns: AskedColumns
  /** The one to go on with; what was asked for then holds. */
  earlier?: RememberedUpload | undefined
  /** Trained and deployed by itself once it has arrived. */
  solution?: SolutionId | undefined
}
type Running = { valve: Valve; abort: AbortController; givesUp: boolean }

/** Refusals after which what has arrived is of no use. */
const final = new Set([
  'not_found',
  'checksum_mismatch',
  'dataset_unusable',
  'plan_limit',
  'upload_too_large',
])

const explain = (error: unknown): unknown =>
  error instanceof DoorError && error.code === 'not_found'
    ? new DoorError('expired', 'This upload was cancelled, or its dataset is gone. Upload the file again.')
    : error

/**
 * Sends a file into a dataset (a new one where no id is given) and leads to its version page. An upload that
 * stops is remembered, so that the same file goes on where it stopped; one that is cancelled or refused leaves nothing
 * behind, nor does a dataset that was made for it.
 */
export function useUpload(existingId?: string) {
  const [progress, setProgress] = useState<UploadProgress | null>(null)
  const held = useRef<Running | null>(null)
  const router = useRouter()
  const queries = useQueryClient()
  const create = useMutation(trpc.dataset.create.mutationOptions())
  const solve = useMutation(trpc.solution.start.mutationOptions())
  const archive = useMutation(trpc.dataset.archive.mutationOptions())

  const begin = async (
    { file, name, privacy, columns }: UploadOrder,
    signal: AbortSignal,
  ): Promise<RememberedUpload> => {
    const datasetId = existingId ?? (await create.mutateAsync({ name })).id
    try {
      const upload: RememberedUpload = {
        ...(await beginUpload(datasetId, file, { ...columns, ...privacy }, signal)),
        workspaceId: activeWorkspaceId(),
        datasetId,
        madeDataset: existingId === undefined,
        file: markOf(file),
        bytesSent: 0,
        begunAtMs: Date.now(),
      }
      remember(upload)
      return upload
    } catch (error) {
      if (!existingId) await archive.mutateAsync({ id: datasetId }).catch(() => undefined)
      throw error
    }
  }

  const giveUp = async (upload: RememberedUpload): Promise<void> => {
    forget(upload.id)
    await abandonUpload(upload.id)
    if (upload.madeDataset) await archive.mutateAsync({ id: upload.datasetId }).catch(() => undefined)
  }

  const upload = useMutation({
    mutationFn: async (order: UploadOrder) => {
      const { file } = order
      const running: Running = { valve: openValve(), abort: new AbortController(), givesUp: false }
      held.current = running
      const idle = { bytesPerSecond: 0, secondsLeft: null, phase: 'sending' } as const
      setProgress({ ...idle, bytesSent: order.earlier?.bytesSent ?? 0, bytesTotal: file.size })
      const { signal } = running.abort
      const begun = order.earlier ?? (await begin(order, signal))
      const release = holdAsSending(begun.id)
      try {
        let notedMs = 0
        const versionId = await sendFile(file, carrierOf(begun), {
          valve: running.valve,
          signal,
          onProgress: (now) => {
            setProgress(now)
            if (now.phase === 'sending' && Date.now() - notedMs < 1_000) return
            notedMs = Date.now()
            remember({ ...begun, bytesSent: now.bytesSent })
          },
        })
        forget(begun.id)
        return { datasetId: begun.datasetId, versionId }
      } catch (error) {
        const isFinal = error instanceof DoorError && final.has(error.code)
        if (running.givesUp || isFinal) await giveUp(begun)
        throw explain(error)
      } finally {
        release()
      }
    },
    onSuccess: async ({ datasetId, versionId }, { solution }) => {
      void queries.invalidateQueries(trpc.dataset.pathFilter())
      const run =
        solution && (await solve.mutateAsync({ solution, datasetVersionId: versionId }).catch(toastError))
      if (run) {
        await router.navigate({ to: '/start/$runId', params: { runId: run.id } })
        return
      }
      await router.navigate({ to: '/data/$datasetId/versions/$versionId', params: { datasetId, versionId } })
    },
    onSettled: () => {
      held.current = null
      setProgress(null)
    },
  })

  const running = upload.isPending
  useEffect(() => {
    if (!running) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [running])

  return {
    upload,
    progress,
    running,
    pause: () => held.current?.valve.pause(),
    resume: () => held.current?.valve.resume(),
    /** Stops and keeps what has arrived, to go on with later. */
    leave: () => held.current?.abort.abort(),
    /** Stops and lets go of what has arrived. */
    cancel: () => {
      if (!held.current) return
      held.current.givesUp = true
      held.current.abort.abort()
    },
    giveUp,
  }
}
