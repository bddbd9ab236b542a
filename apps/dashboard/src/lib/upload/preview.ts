import type { UploadPreview } from '@assay/datasets/schema'
import { field, readError } from '../read-error.ts'
import { ask } from './request.ts'

const partBytes = 256 * 1024
/** These are read from their end; larger ones are looked at once they have arrived. */
const wholeBytes = 4 * 1024 ** 2
const readWhole = /\.(xlsx|parquet|zip)$/i

/** Whether anything can be told of a file before all of it has been sent. */
export const canPreview = (file: File): boolean => !readWhole.test(file.name) || file.size <= wholeBytes

/**
 * What the server makes of the first part of a file.
 * @throws DoorError with the reader's own sentence where nothing can be made of it
 */
export const fetchPreview = async (file: File, signal: AbortSignal): Promise<UploadPreview> => {
  const part = readWhole.test(file.name) ? file : file.slice(0, partBytes)
  const query = new URLSearchParams({ name: file.name, size: String(file.size) })
  const answer = await ask('POST', `/v1/upload-previews?${query}`, {
    signal,
    headers: { 'content-type': 'application/octet-stream' },
    body: part,
  })
  if (answer.status !== 200) throw readError(answer.body, answer.status)
  // The server made it after the schema of that type, and is of the same build.
  return field(answer.body, 'preview') as UploadPreview
}
