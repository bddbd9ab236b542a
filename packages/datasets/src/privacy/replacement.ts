import { createHmac } from 'node:crypto'
import type { PersonalDataKind } from '../schema/edits.ts'

/** `[email]`: what stood there, and nothing of it. */
const mask = (kind: PersonalDataKind): string => `[${kind}]`

/**
 * What stands in the place of personal data. `hash`: the same datum gets the same eight letters within one version
 * (HMAC-SHA-256 under a key that is thrown away with the edit), so that repetition can still be learned from.
 */
export function replacementBy(
  mode: 'mask' | 'hash',
  key: Uint8Array,
): (kind: PersonalDataKind, found: string) => string {
  if (mode === 'mask') return mask
  return (kind, found) => {
    const plain = kind === 'email' ? found.toLowerCase() : found.replace(/[^\p{L}\p{N}]/gu, '')
    const digest = createHmac('sha256', key).update(`${kind}:${plain}`).digest()
    const letters = Array.from(digest.subarray(0, 8), (byte) => String.fromCharCode(97 + (byte % 26))).join(
      '',
    )
    return `[${kind} ${letters}]`
  }
}
