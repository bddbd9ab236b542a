import { readError } from './read-error.ts'
import { ask } from './upload/request.ts'

/** Sends a file and starts a batch over it. Throws a DoorError. */
export async function startFileBatch(options: {
  deploymentId: string
  file: File
  /** Empty where it need not be said. */
  textColumn: string
  /** Hears which share of the file has left. */
  onProgress: (share: number) => void
  signal: AbortSignal
}): Promise<void> {
  const { deploymentId, file, textColumn, onProgress, signal } = options
  const query = new URLSearchParams({ deployment: deploymentId, name: file.name })
  if (textColumn !== '') query.set('text_column', textColumn)
  const answer = await ask('POST', `/v1/batches?${query}`, {
    headers: { 'content-type': 'application/octet-stream', 'idempotency-key': crypto.randomUUID() },
    body: file,
    onProgress: (bytes) => onProgress(bytes / Math.max(1, file.size)),
    signal,
  })
  if (answer.status !== 201) throw readError(answer.body, answer.status)
}
