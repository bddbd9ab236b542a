import type { BlockList } from 'node:net'
import { isIP } from 'node:net'
import type { ApiKeyScope } from '@assay/db'
import { AssayError } from '../errors/index.ts'
import { refuseSuspended } from '../workspace/find-suspension.ts'
import type { KeyGrant } from './authenticate.ts'

/** How a key is being used. */
export type KeyUse = {
  scope: ApiKeyScope
  now: Date
  /** Of the page whose script calls; absent outside of browsers. */
  origin: string | undefined
  /** Whether the caller is a web page, and one of this platform itself. */
  page: 'own' | 'foreign' | null
  /** Of the caller; looked up only where the key is bound to addresses. */
  address: () => string
}

const isListed = (list: BlockList, address: string): boolean => {
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
  const family = isIP(plain)
  return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

const matches = (pattern: string, origin: string): boolean => {
  if (!pattern.includes('://*.')) return pattern === origin
  const [scheme = '', domain = ''] = pattern.split('://*.')
  return origin.startsWith(`${scheme}://`) && origin.endsWith(`.${domain}`)
}

/**
 * Whether a key may be used so. Throws `suspended` where its workspace is, `key_expired`, or `forbidden` for a scope, address or origin that it does not
 * have, and for a secret key in somebody's web page.
 */
export const requireUse = (grant: KeyGrant, use: KeyUse): void => {
  refuseSuspended(grant.suspension)
  if (grant.expiresAt && grant.expiresAt <= use.now)
    throw new AssayError(
      'key_expired',
      'This API key has expired. Create another one under Settings → API keys.',
    )
  if (!grant.scopes.includes(use.scope))
    throw new AssayError('forbidden', `This key does not have the scope ${use.scope}.`, { param: 'scope' })
  if (grant.allowedIps && !isListed(grant.allowedIps, use.address()))
    throw new AssayError('forbidden', 'This key may not be used from this address.', { param: 'address' })
  if (use.page === 'own') return
  const { origin } = use
  if (grant.allowedOrigins.length > 0) {
    if (!origin || !grant.allowedOrigins.some((pattern) => matches(pattern, origin)))
      throw new AssayError('forbidden', 'This key may not be used from pages of this origin.', {
        param: 'origin',
      })
  } else if (use.page === 'foreign' && grant.kind === 'secret')
    throw new AssayError(
      'forbidden',
      'A secret key must not be used in a web page, where anyone can read it. Revoke it, and create a publishable key.',
      { param: 'origin' },
    )
}
