import type { IncomingMessage } from 'node:http'
import type { Proof } from '../gateway/index.ts'
import { readBearer } from './bearer.ts'

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

const pageOf = (request: IncomingMessage): Proof['page'] => {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  // Every browser of today sends it, and no page can keep it from doing so.
  if (site === undefined) return null
  return site === 'same-origin' || (origin !== undefined && hostOf(origin) === host) ? 'own' : 'foreign'
}

/** The key that a request holds out, and from where. Throws `key_missing`, `key_invalid` and `key_in_url`. */
export const readProof = (request: IncomingMessage): Proof => ({
  key: readBearer(request),
  origin: request.headers.origin,
  page: pageOf(request),
  request,
})
