import { createHmac } from 'node:crypto'
import type { PersonalDataKind } from '../schema/privacy.ts'

/** What stands in the place of a datum; of a kind that could not be told, `null`. */
export type Replace = (kind: PersonalDataKind | null, found: string) => string

const names: Record<PersonalDataKind, string> = {
  email: 'EMAIL',
  phone: 'PHONE',
  card: 'CARD',
  iban: 'IBAN',
  ip: 'IP',
  national_id: 'NATIONAL_ID',
  passport: 'PASSPORT',
}
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
/** Five bits each: among a million different values two are alike with a chance of one in two million. */
const pseudonymLetters = 12

/** `[EMAIL]`: what stood there, and nothing of it. */
const mask: Replace = (kind) => `[${kind === null ? 'REDACTED' : names[kind]}]`

/** The one spelling of a datum: the same address or number in another way of writing is the same. */
function plain(kind: PersonalDataKind | null, found: string): string {
  if (kind === null) return found.normalize('NFC').trim()
  return kind === 'email' ? found.toLowerCase() : found.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** `[EMAIL 7c…]`: twelve letters of HMAC-SHA-256, the same for the same datum under one key. */
const pseudonymUnder =
  (key: Uint8Array): Replace =>
  (kind, found) => {
    const digest = createHmac('sha256', key)
      .update(`${kind ?? 'value'}:${plain(kind, found)}`)
      .digest()
    const letters = Array.from(digest.subarray(0, pseudonymLetters), (byte) => alphabet[byte % 32]).join('')
    return `[${kind === null ? 'VALUE' : names[kind]} ${letters}]`
  }

/** @throws Error where pseudonyms are asked for without a key */
export function replacementBy(mode: 'mask' | 'hash', key: Uint8Array | null): Replace {
  if (mode === 'mask') return mask
  if (key === null) throw new Error('Pseudonyms need a key')
  return pseudonymUnder(key)
}
