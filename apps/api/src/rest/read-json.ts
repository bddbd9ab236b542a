import type { IncomingMessage } from 'node:http'
import { AssayError } from '@assay/services/errors'
import { HttpRefusal } from './errors.ts'

export const maxBodyBytes = 8 * 1024 ** 2
const bodyTimeoutMs = 15_000

const readBody = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const timer = setTimeout(
      () => reject(new HttpRefusal(408, 'body_timeout', 'The body did not arrive within 15 seconds.')),
      bodyTimeoutMs,
    )
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBodyBytes) {
        request.pause()
        reject(
          new HttpRefusal(
            413,
            'body_too_large',
            `The body is larger than ${maxBodyBytes / 1024 ** 2} MB. Send fewer inputs per call.`,
          ),
        )
        return
      }
      chunks.push(chunk)
    })
    request.once('end', () => {
      clearTimeout(timer)
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    })
    request.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    request.once('close', () => clearTimeout(timer))
  })

const isJson = (request: IncomingMessage): boolean => {
  const type = request.headers['content-type']
  return type === 'application/json' || /^application\/json\s*(;|$)/i.test(type ?? '')
}

/** Whether the body is an image or sound file itself, as the deployment takes them. */
export const isMedia = (request: IncomingMessage, kind: 'image' | 'audio'): boolean =>
  (request.headers['content-type'] ?? '').toLowerCase().startsWith(`${kind}/`)

/** Whether the body is anything but JSON: what clients send that give a file no type of its own. */
export const isFile = (request: IncomingMessage): boolean => !isJson(request)

/** The body as it was sent. Refuses other encodings, and what is too large or too slow. */
export const readBytes = (request: IncomingMessage): Promise<Buffer> => {
  const encoding = request.headers['content-encoding']
  if (encoding && encoding !== 'identity')
    throw new AssayError('unsupported_media_type', 'Send the body uncompressed, without content-encoding.', {
      param: 'content-encoding',
    })
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes)
    throw new HttpRefusal(
      413,
      'body_too_large',
      `The body is larger than ${maxBodyBytes / 1024 ** 2} MB. Send fewer inputs per call.`,
    )
  return readBody(request)
}

/** The raw text and its value. Refuses other media types and encodings, and what is not JSON. */
export const readJson = async (request: IncomingMessage): Promise<{ text: string; value: unknown }> => {
  if (!isJson(request))
    throw new AssayError('unsupported_media_type', 'Send the body as content-type: application/json.', {
      param: 'content-type',
    })
  const text = (await readBytes(request)).toString('utf8')
  try {
    return { text, value: JSON.parse(text) as unknown }
  } catch (error) {
    throw new AssayError('invalid_request', `The body is not JSON: ${(error as Error).message}`, {
      param: null,
    })
  }
}

/** A plain object; not null, not a list. */
export const asRecord = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null

export const refuseUnknownFields = (body: Record<string, unknown>, allowed: ReadonlySet<string>): void => {
  for (const field of Object.keys(body))
    if (!allowed.has(field))
      throw new AssayError('invalid_request', `Unknown field ${JSON.stringify(field.slice(0, 80))}.`, {
        param: field.slice(0, 80),
      })
}
