import { DoorError } from './errors.ts'
import { field, readError } from './read-error.ts'
import { type Answer, ask } from './upload/request.ts'

/** Sends one file to a service, in one request: they are small. Throws a DoorError. */
export async function attachFile(
  serviceId: string,
  file: File,
  onProgress: (fraction: number) => void,
): Promise<string> {
  const path = `/v1/services/${encodeURIComponent(serviceId)}/attachments?name=${encodeURIComponent(file.name)}`
  const answer: Answer = await ask('PUT', path, {
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
    onProgress: (bytes) => onProgress(file.size === 0 ? 1 : bytes / file.size),
  })
  const id = field(field(answer.body, 'attachment'), 'id')
  if (answer.status !== 201) throw readError(answer.body, answer.status)
  if (typeof id !== 'string') throw new DoorError('unknown', 'The server did not confirm what it stored.')
  return id
}
