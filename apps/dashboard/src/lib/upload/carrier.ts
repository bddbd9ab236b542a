import { DoorError } from '../errors.ts'
import { field, readError } from '../read-error.ts'
import { type Answer, ask, type Sending, send } from './request.ts'

/** One way in which the stretches of a file get to where they are kept. */
export type Carrier = {
  /** Where in the file the next stretch has to begin. */
  findOffset(signal: AbortSignal): Promise<number>
  /** How long that stretch may be; null: as the connection bears it. */
  stretchBytes: number | null
  /** Resolves to the next offset, once the stretch is kept. */
  carry(stretch: Blob, offset: number, options: Sending): Promise<number>
  /** The dataset version's id. */
  finish(signal: AbortSignal): Promise<string>
}

export type BegunUpload = { id: string; partBytes: number | null }

/** Browsers hash only on secure pages; elsewhere TCP's own checksums have to do. */
const sha256 = async (blob: Blob): Promise<string | null> => {
  if (!('subtle' in crypto)) return null
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
}

const refusalOf = ({ body, status }: Answer): DoorError => readError(body, status)

const tus = { 'tus-resumable': '1.0.0' }
const pathOf = ({ id }: BegunUpload) => `/v1/uploads/${encodeURIComponent(id)}`

const finishUpload = async (upload: BegunUpload, signal: AbortSignal): Promise<string> => {
  const answer = await ask('POST', `${pathOf(upload)}/finish`, { signal })
  const version = field(field(answer.body, 'upload'), 'dataset_version')
  if (answer.status !== 200 || typeof version !== 'string') throw refusalOf(answer)
  return version
}

const findOffset = async (upload: BegunUpload, signal: AbortSignal): Promise<number> => {
  const answer = await ask('GET', pathOf(upload), { signal })
  const received = field(field(answer.body, 'upload'), 'bytes_received')
  if (answer.status !== 200 || typeof received !== 'number') throw refusalOf(answer)
  return received
}

/** Through the product's own server, by the tus protocol. */
const throughServer = (upload: BegunUpload): Carrier => ({
  findOffset: (signal) => findOffset(upload, signal),
  stretchBytes: null,
  carry: async (stretch, offset, options) => {
    const digest = await sha256(stretch)
    const answer = await ask('PATCH', pathOf(upload), {
      ...options,
      headers: {
        ...tus,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        ...(digest ? { 'upload-checksum': `sha256 ${digest}` } : {}),
      },
      body: stretch,
    })
    if (answer.status !== 204) throw refusalOf(answer)
    return Number(answer.header('upload-offset'))
  },
  finish: (signal) => finishUpload(upload, signal),
})

/** Straight to the object store, each part under an address that the server signs for it. */
const straightToStore = (upload: BegunUpload, partBytes: number): Carrier => ({
  findOffset: (signal) => findOffset(upload, signal),
  stretchBytes: partBytes,
  carry: async (stretch, offset, options) => {
    // Browsers that can not hash never ask for this way.
    const digest = (await sha256(stretch)) ?? ''
    const number = offset / partBytes + 1
    const signed = await ask(
      'POST',
      `${pathOf(upload)}/parts/${number}?sha256=${encodeURIComponent(digest)}`,
      options.signal ? { signal: options.signal } : {},
    )
    const url = field(signed.body, 'url')
    if (signed.status !== 200 || typeof url !== 'string') throw refusalOf(signed)
    const headers = { 'x-amz-checksum-sha256': digest }
    const answer = await send('PUT', url, { ...options, headers, body: stretch })
    if (answer.status !== 200)
      throw new DoorError(
        answer.status >= 500 || answer.status === 403 ? 'overloaded' : 'checksum_mismatch',
        `The object store returned ${answer.status}.`,
      )
    return offset + stretch.size
  },
  finish: (signal) => finishUpload(upload, signal),
})

export const carrierOf = (upload: BegunUpload): Carrier =>
  upload.partBytes === null ? throughServer(upload) : straightToStore(upload, upload.partBytes)

const encode = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** Announces a file; the answer says which way its bytes shall go. */
export const beginUpload = async (
  datasetId: string,
  file: File,
  /** How it is to be read; what is no text goes as JSON. */
  options: Record<string, unknown>,
  signal: AbortSignal,
): Promise<BegunUpload> => {
  const metadata = Object.entries({ filename: file.name, ...options }).map(
    ([key, value]) => `${key} ${encode(typeof value === 'string' ? value : JSON.stringify(value))}`,
  )
  const answer = await ask('POST', `/v1/datasets/${encodeURIComponent(datasetId)}/uploads`, {
    signal,
    headers: {
      ...tus,
      'upload-length': String(file.size),
      'upload-metadata': metadata.join(','),
      ...('subtle' in crypto ? { 'upload-direct': 'accept' } : {}),
    },
  })
  const upload = field(answer.body, 'upload')
  const id = field(upload, 'id')
  const partBytes = field(upload, 'part_bytes')
  if (answer.status !== 201 || typeof id !== 'string') throw refusalOf(answer)
  return { id, partBytes: typeof partBytes === 'number' ? partBytes : null }
}

/** Lets go of what has arrived; what can not be told now is swept away in a day. */
export const abandonUpload = async (id: string): Promise<void> => {
  await ask('DELETE', `/v1/uploads/${encodeURIComponent(id)}`, { headers: tus }).catch(() => undefined)
}
