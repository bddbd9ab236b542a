import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export type Credentials = { accessKeyId: string; secretAccessKey: string }

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

type Claim = { credential: string; signedHeaders: string; signature: string; at: string; payload: string }

const readClaim = (request: IncomingMessage, url: URL): Claim | null => {
  const query = url.searchParams
  if (query.has('X-Amz-Signature'))
    return {
      credential: query.get('X-Amz-Credential') ?? '',
      signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
      signature: query.get('X-Amz-Signature') ?? '',
      at: query.get('X-Amz-Date') ?? '',
      payload: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
    }
  const found = /^AWS4-HMAC-SHA256 Credential=(.+), ?SignedHeaders=(.+), ?Signature=(\w+)$/.exec(
    request.headers.authorization ?? '',
  )
  if (!found) return null
  return {
    credential: found[1] ?? '',
    signedHeaders: found[2] ?? '',
    signature: found[3] ?? '',
    at: String(request.headers['x-amz-date'] ?? ''),
    payload: String(request.headers['x-amz-content-sha256'] ?? ''),
  }
}

const isExpired = (url: URL, at: string): boolean => {
  const began = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const seconds = Number(url.searchParams.get('X-Amz-Expires') ?? 900)
  return !(Date.now() - began < seconds * 1000)
}

/**
 * The fault in a request's signature, or null: AWS Signature Version 4 in headers or in the query, as the
 * "Signature calculations" chapters of the Amazon S3 API reference describe it.
 */
export const findSignatureFault = (
  request: IncomingMessage,
  body: Uint8Array,
  { accessKeyId, secretAccessKey }: Credentials,
): string | null => {
  const url = new URL(request.url ?? '/', 'http://s3')
  const claim = readClaim(request, url)
  if (!claim) return 'AccessDenied'
  const [keyId, date = '', region = '', service = '', end] = claim.credential.split('/')
  if (keyId !== accessKeyId) return 'InvalidAccessKeyId'
  if (service !== 's3' || end !== 'aws4_request' || !claim.at.startsWith(date))
    return 'AuthorizationHeaderMalformed'
  if (isExpired(url, claim.at)) return 'AccessDenied'
  if (claim.payload !== 'UNSIGNED-PAYLOAD' && claim.payload !== sha256(body))
    return 'XAmzContentSHA256Mismatch'
  const names = claim.signedHeaders.split(';')
  // What is sent to S3 with a meaning of its own must be under the signature.
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !names.includes(name),
  )
  if (unsigned || !names.includes('host')) return 'AccessDenied'
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('')
  const path = url.pathname
    .split('/')
    .map((step) => encode(decodeURIComponent(step)))
    .join('/')
  const canonical = [request.method, path, query, headers, claim.signedHeaders, claim.payload].join('\n')
  const scope = [date, region, service, end].join('/')
  const text = ['AWS4-HMAC-SHA256', claim.at, scope, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), 'aws4_request')
  const expected = hmac(key, text)
  const given = Buffer.from(claim.signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected) ? null : 'SignatureDoesNotMatch'
}
