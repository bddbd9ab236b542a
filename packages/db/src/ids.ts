import { randomFillSync } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

export type IdPrefix =
  | 'ws'
  | 'inv'
  | 'key'
  | 'kcp'
  | 'aud'
  | 'ds'
  | 'dsv'
  | 'upl'
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
  | 'lbl'
  | 'fbk'
  | 'lac'
  | 'ltx'
  | 'len'
  | 'top'
  | 'crg'
  | 'chg'
  | 'spn'
  | 'eng'
  | 'qtv'
  | 'ems'
  | 'etk'
  | 'ech'
  | 'esi'
  | 'een'
  | 'eat'
  | 'elk'
  | 'bat'
  | 'whe'
  | 'msg'
  | 'pay'
  | 'cn'
  | 're'
  | 'dsp'
  | 'txr'
  | 'dra'
  | 'bnt'
  | 'cpn'
  | 'pmg'
  | 'cst'
  | 'adc'
  | 'adi'
  | 'ddt'
  | 'tko'
  | 'opn'
  | 'opv'
  | 'ann'
  | 'sol'
  | 'lgl'

const timeLength = 10
const randomLength = 16

let encodedMs = -1
let encodedTime = ''

const encodeTime = (nowMs: number): string => {
  if (nowMs === encodedMs) return encodedTime
  let rest = nowMs
  let out = ''
  for (let i = 0; i < timeLength; i++) {
    out = alphabet.charAt(rest % 32) + out
    rest = Math.floor(rest / 32)
  }
  encodedMs = nowMs
  encodedTime = out
  return out
}

// Asking for randomness costs more than an id: it is fetched for 256 of them at once.
const pool = new Uint8Array(256 * randomLength)
let used = pool.length

const encodeRandom = (): string => {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let out = ''
  for (const end = used + randomLength; used < end; used++) out += alphabet.charAt((pool[used] ?? 0) & 31)
  return out
}

/**
 * A prefixed identifier whose order is the order of making: 10 characters of milliseconds since 1970 and
 * 16 of randomness (80 bits) in Crockford's base 32, as in ULID.
 */
export const newId = <P extends IdPrefix>(prefix: P, nowMs: number = Date.now()): `${P}_${string}` =>
  `${prefix}_${encodeTime(Math.floor(nowMs))}${encodeRandom()}`

/** Milliseconds since 1970 at which `newId` made this id; NaN for what it has not made. */
export const timeOfId = (id: string): number => {
  const time = id.slice(id.indexOf('_') + 1).slice(0, timeLength)
  let ms = time.length === timeLength ? 0 : Number.NaN
  for (const character of time) {
    const digit = alphabet.indexOf(character)
    ms = digit < 0 ? Number.NaN : ms * 32 + digit
  }
  return ms
}
