import { uploadColumns } from '@assay/services/dataset'
import { AssayError } from '@assay/services/errors'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { HttpRefusal } from '../../errors.ts'

export const tusVersion = '1.0.0'

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

const readCount = (request: FastifyRequest, name: string): number => {
  const value = request.headers[name]
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value))
    throw new AssayError('invalid_request', `The header ${name} must be a whole number of bytes.`, {
      param: name,
    })
  return Number(value)
}

/** @throws HttpRefusal 412 where the client speaks another version of tus, or none */
export const requireTus = (request: FastifyRequest): void => {
  if (request.headers['tus-resumable'] !== tusVersion)
    throw new HttpRefusal(
      412,
      'tus_version',
      `Send Tus-Resumable: ${tusVersion}; no other version is supported.`,
    )
}

const metadata = z.object({
  filename: z.string().max(1024).optional(),
  /** By another name in some clients. */
  name: z.string().max(1024).optional(),
  filetype: z.string().max(255).optional(),
  type: z.string().max(255).optional(),
  /** Hex, of the whole file. */
  sha256: z.string().optional(),
  ...uploadColumns.shape,
})

/** `Upload-Metadata: name base64,name base64`: the file's name, and what is known of its columns. */
const readMetadata = (header: unknown): z.output<typeof metadata> => {
  const pairs: Record<string, string> = {}
  for (const pair of typeof header === 'string' && header.trim() !== '' ? header.split(',') : []) {
    const [name = '', value = ''] = pair.trim().split(/\s+/)
    if (!base64.test(value))
      throw new AssayError('invalid_request', `${name} is not in Base64.`, { param: 'upload-metadata' })
    pairs[name] = Buffer.from(value, 'base64').toString()
  }
  return metadata.parse(pairs)
}

export const readCreation = (request: FastifyRequest) => {
  const {
    filename,
    name,
    filetype: _filetype,
    type: _type,
    sha256,
    ...options
  } = readMetadata(request.headers['upload-metadata'])
  return {
    bytesTotal: readCount(request, 'upload-length'),
    fileName: filename ?? name ?? 'upload.csv',
    options,
    acceptsDirect: request.headers['upload-direct'] === 'accept',
    ...(sha256 === undefined ? {} : { sha256 }),
  }
}

const algorithms = z.enum(['sha1', 'sha256', 'md5'])
export const checksumAlgorithms = algorithms.options.join(',')

export const readAppend = (request: FastifyRequest) => {
  if (request.headers['content-type'] !== 'application/offset+octet-stream')
    throw new AssayError('unsupported_media_type', 'Send Content-Type: application/offset+octet-stream.')
  const offset = readCount(request, 'upload-offset')
  const header = request.headers['upload-checksum']
  if (header === undefined) return { offset }
  const [algorithm, digest = ''] = String(header).split(' ')
  const known = algorithms.safeParse(algorithm)
  if (!known.success || !base64.test(digest))
    throw new AssayError(
      'invalid_request',
      `Upload-Checksum must be one of ${checksumAlgorithms} and a digest in Base64.`,
      {
        param: 'upload-checksum',
      },
    )
  return { offset, checksum: { algorithm: known.data, digest } }
}
