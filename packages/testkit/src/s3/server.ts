import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Credentials, findSignatureFault } from './signature.ts'

type Part = { bytes: Buffer; etag: string; sha256?: string }
type Multipart = { key: string; parts: Map<number, Part>; withChecksums: boolean }
type Answer = { status: number; headers?: Record<string, string>; body?: string | Buffer }

const leastPartBytes = 5 * 1024 ** 2

const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`
const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const xml = (body: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
})
const fault = (status: number, code: string): Answer => xml(`<Error><Code>${code}</Code></Error>`, status)

/** A bucket in memory behind S3's protocol, strict about signatures, checksums and the size of parts. */
const openBucket = (bucket: string) => {
  const objects = new Map<string, Part>()
  const uploads = new Map<string, Multipart>()

  const complete = (upload: Multipart, id: string, body: Buffer): Answer => {
    const named = [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
      number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
      sha256: /<ChecksumSHA256>(.*?)</.exec(part)?.[1],
      etag: (/<ETag>(.*?)</.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
    }))
    const parts = named.map(({ number }) => upload.parts.get(number))
    if (named.length === 0) return fault(400, 'MalformedXML')
    if (named.some(({ number }, i) => i > 0 && number <= (named[i - 1]?.number ?? 0)))
      return fault(400, 'InvalidPartOrder')
    if (parts.some((part, i) => part?.etag !== named[i]?.etag || part?.sha256 !== named[i]?.sha256))
      return fault(400, 'InvalidPart')
    if (parts.slice(0, -1).some((part) => (part?.bytes.length ?? 0) < leastPartBytes))
      return fault(400, 'EntityTooSmall')
    const bytes = Buffer.concat(parts.flatMap((part) => part?.bytes ?? []))
    const etag = `${etagOf(bytes).slice(0, -1)}-${parts.length}"`
    objects.set(upload.key, { bytes, etag })
    uploads.delete(id)
    return xml(
      `<CompleteMultipartUploadResult><Key>${escapeXml(upload.key)}</Key><ETag>${escapeXml(etag)}</ETag></CompleteMultipartUploadResult>`,
    )
  }

  const answerUpload = (request: IncomingMessage, url: URL, key: string, body: Buffer): Answer => {
    const id = url.searchParams.get('uploadId') ?? ''
    const upload = uploads.get(id)
    if (!upload || upload.key !== key) return fault(404, 'NoSuchUpload')
    if (request.method === 'DELETE') return uploads.delete(id) ? { status: 204 } : fault(404, 'NoSuchUpload')
    if (request.method === 'POST') return complete(upload, id, body)
    if (request.method === 'PUT') {
      const number = Number(url.searchParams.get('partNumber'))
      if (!(number >= 1 && number <= 10_000)) return fault(400, 'InvalidArgument')
      const etag = etagOf(body)
      const sha256 = request.headers['x-amz-checksum-sha256']
      if (upload.withChecksums !== (typeof sha256 === 'string')) return fault(400, 'InvalidRequest')
      upload.parts.set(number, { bytes: body, etag, ...(typeof sha256 === 'string' ? { sha256 } : {}) })
      return { status: 200, headers: { etag } }
    }
    const listed = [...upload.parts].sort(([a], [b]) => a - b)
    return xml(
      `<ListPartsResult><IsTruncated>false</IsTruncated><NextPartNumberMarker>${listed.at(-1)?.[0] ?? 0}</NextPartNumberMarker>${listed
        .map(
          ([number, { bytes, etag, sha256 }]) =>
            `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag>${sha256 ? `<ChecksumSHA256>${sha256}</ChecksumSHA256>` : ''}<Size>${bytes.length}</Size></Part>`,
        )
        .join('')}</ListPartsResult>`,
    )
  }

  const list = (url: URL): Answer => {
    const prefix = url.searchParams.get('prefix') ?? ''
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()
    return xml(
      `<ListBucketResult><IsTruncated>false</IsTruncated>${keys.map((key) => `<Contents><Key>${escapeXml(key)}</Key></Contents>`).join('')}</ListBucketResult>`,
    )
  }

  const answerObject = (request: IncomingMessage, key: string, body: Buffer): Answer => {
    if (request.method === 'PUT') {
      const etag = etagOf(body)
      objects.set(key, { bytes: body, etag })
      return { status: 200, headers: { etag } }
    }
    if (request.method === 'DELETE') {
      objects.delete(key)
      return { status: 204 }
    }
    const found = objects.get(key)
    if (!found) return fault(404, 'NoSuchKey')
    const match = request.headers['if-match']
    if (match && match !== found.etag) return fault(412, 'PreconditionFailed')
    const headers = { etag: found.etag, 'content-length': String(found.bytes.length) }
    return { status: 200, headers, body: found.bytes }
  }

  const answer = (request: IncomingMessage, body: Buffer): Answer => {
    const url = new URL(request.url ?? '/', 'http://s3')
    const [, named, ...steps] = url.pathname.split('/').map(decodeURIComponent)
    const key = steps.join('/')
    if (named !== bucket) return fault(404, 'NoSuchBucket')
    const checksum = request.headers['x-amz-checksum-sha256']
    if (checksum && checksum !== createHash('sha256').update(body).digest('base64'))
      return fault(400, 'BadDigest')
    if (key === '') return request.method === 'HEAD' ? { status: 200 } : list(url)
    if (url.searchParams.has('uploads')) {
      const id = randomBytes(12).toString('hex')
      const withChecksums = request.headers['x-amz-checksum-algorithm'] === 'SHA256'
      uploads.set(id, { key, parts: new Map(), withChecksums })
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
    }
    return url.searchParams.has('uploadId')
      ? answerUpload(request, url, key, body)
      : answerObject(request, key, body)
  }

  return { answer, keys: () => [...objects.keys()].sort(), openUploads: () => uploads.size }
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, PUT',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'etag',
}

/** An S3 server of this process with one bucket, on a free port of the loopback. */
export const startS3Server = async (bucket: string, credentials: Credentials) => {
  const held = openBucket(bucket)
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    try {
      for await (const piece of request) pieces.push(piece)
    } catch {
      return response.destroy()
    }
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end()
    const body = Buffer.concat(pieces)
    const broken = findSignatureFault(request, body, credentials)
    const { status, headers, body: out } = broken ? fault(403, broken) : held.answer(request, body)
    response.writeHead(status, { ...cors, ...headers }).end(request.method === 'HEAD' ? undefined : out)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Of the objects, in order. */
    keys: held.keys,
    /** How many multipart uploads are neither completed nor aborted. */
    openUploads: held.openUploads,
    close: async (): Promise<void> => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
