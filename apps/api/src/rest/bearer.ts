import type { IncomingMessage } from 'node:http'
import { AssayError } from '@assay/services/errors'

/** Whether a text, such as an address, holds an API key or its beginning. */
export const holdsKey = (text: string): boolean => text.includes('ask_') || text.includes('apk_')

/** The key of `Authorization: Bearer …`. A key in the URL is refused, since URLs end up in logs. */
export const readBearer = (request: IncomingMessage): string => {
  if (holdsKey(request.url ?? ''))
    throw new AssayError(
      'key_in_url',
      'An API key was sent in the URL, where logs keep it. Revoke it, and send the new one as Authorization: Bearer.',
    )
  const header = request.headers.authorization
  if (!header)
    throw new AssayError('key_missing', 'No API key. Send it as Authorization: Bearer ask_….', {
      param: 'authorization',
    })
  if (!header.startsWith('Bearer '))
    throw new AssayError('key_invalid', 'Send the API key as Authorization: Bearer ask_….', {
      param: 'authorization',
    })
  return header.slice(7).trim()
}
