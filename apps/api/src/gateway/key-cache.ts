import type { ChangeFeed } from '@assay/infra'
import { apiKeyPattern, authenticateKey, hashApiKey, type KeyGrant } from '@assay/services/api-key'
import type { Services } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'

/** Even with every notice heard, a grant is asked for again after this long. */
const trustedMs = 30_000
/** Where notices may be missed, a revoked key must still stop within a second. */
const untrustedMs = 800
const capacity = 20_000

export type KeyCache = { find(key: string): KeyGrant | Promise<KeyGrant> }

/** Grants by key hash, dropped when a notice names the key or its workspace's plan. */
export const openKeyCache = (services: Services, changes: ChangeFeed): KeyCache => {
  const grants = new Map<string, { grant: KeyGrant; atMs: number }>()
  /** Hashing a key costs more than a look-up; a key seen before is recognised as it is. */
  const hashes = new Map<string, string>()
  const loading = new Map<string, Promise<KeyGrant>>()
  let generation = 0

  const forgetAll = () => {
    generation++
    grants.clear()
    hashes.clear()
  }
  changes.onGap(forgetAll)
  changes.subscribe((notice) => {
    if (notice.topic === 'api_key') {
      generation++
      grants.delete(notice.hash)
    }
    if (notice.topic === 'billing') {
      generation++
      for (const [hash, { grant }] of grants)
        if (grant.workspaceId === notice.workspaceId) grants.delete(hash)
    }
  })

  const load = async (key: string, hash: string): Promise<KeyGrant> => {
    const began = generation
    const grant = await authenticateKey(services, key)
    // A revocation that came while we were reading must not be overwritten by what was read before it.
    if (began === generation) {
      if (grants.size >= capacity) forgetAll()
      grants.set(hash, { grant, atMs: performance.now() })
      hashes.set(key, hash)
    }
    return grant
  }

  return {
    find: (key) => {
      const known = hashes.get(key)
      const cached = known ? grants.get(known) : undefined
      if (cached) {
        const ageMs = performance.now() - cached.atMs
        if (ageMs < (changes.isHealthy() ? trustedMs : untrustedMs)) return cached.grant
      }
      if (!apiKeyPattern.test(key))
        throw new AssayError(
          'key_invalid',
          'This is not an API key of this platform: keys begin with ask_ or apk_. Create one under Settings → API keys.',
        )
      const hash = known ?? hashApiKey(key)
      const running = loading.get(hash)
      if (running) return running
      const promise = load(key, hash).finally(() => loading.delete(hash))
      loading.set(hash, promise)
      return promise
    },
  }
}
