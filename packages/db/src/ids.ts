import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

export type IdPrefix =
  | 'ws'
  | 'inv'
  | 'key'
  | 'aud'
  | 'ds'
  | 'dsv'
  | 'mdl'
  | 'mdv'
  | 'job'
  | 'dep'
  | 'rev'
  | 'wrk'
  | 'plan'
  | 'plv'
  | 'sub'
  | 'use'
  | 'mto'
  | 'in'
  | 'il'
  | 'evt'
  | 'mrr'
  | 'req'
  | 'usr'

const encode = (value: bigint, length: number): string => {
  let rest = value
  let out = ''
  for (let i = 0; i < length; i++) {
    out = alphabet[Number(rest & 31n)] + out
    rest >>= 5n
  }
  return out
}

/**
 * A prefixed identifier whose order is the order of making: 10 characters of milliseconds since 1970 and
 * 16 of randomness (80 bits) in Crockford's base 32, as in ULID.
 */
export const newId = <P extends IdPrefix>(prefix: P, nowMs: number = Date.now()): `${P}_${string}` =>
  `${prefix}_${encode(BigInt(nowMs), 10)}${encode(BigInt(`0x${randomBytes(10).toString('hex')}`), 16)}`
