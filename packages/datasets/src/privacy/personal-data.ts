import { type PersonalDataKind, personalDataKindSchema } from '../schema/privacy.ts'
import type { Replace } from './replacement.ts'

/** Those that are told by what they are, and not guessed. */
export const defaultKinds: ReadonlySet<PersonalDataKind> = new Set(personalDataKindSchema.options)

/** Where a text holds personal data: `text.slice(start, end)`. */
export type PersonalDatum = { kind: PersonalDataKind; start: number; end: number }

type Detector = {
  kind: PersonalDataKind
  pattern: RegExp
  /** Whether what looks like it is it: check digits, ranges. */
  holds?: (found: string) => boolean
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** ISO/IEC 7812-1: from the right, every second digit doubled, sums of digits divisible by ten. */
export function passesLuhn(number: string): boolean {
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return number.length > 0 && sum % 10 === 0
}

/** ISO 13616: the first four characters moved to the end, letters as 10 … 35, remainder 1 by 97. */
export function passesIban(iban: string): boolean {
  const plain = iban.replace(/\s/g, '').toUpperCase()
  if (plain.length < 15 || plain.length > 34) return false
  let remainder = 0
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** GB 11643: weights 2^i mod 11 from the right, the last character 0 … 9 or X. */
function passesChineseId(id: string): boolean {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(id[i]) * (2 ** (17 - i) % 11)
  return '10X98765432'[sum % 11] === id[17]?.toUpperCase()
}

/** Social security numbers that were never given out: area 000, 666 or 9xx, group 00, serial 0000. */
const isSocialSecurity = (found: string): boolean => !/^(000|666|9)|^\d{3}.00|0000$/.test(found)

const cardLengths = new Set([13, 14, 15, 16, 19])

// The first that holds of those that begin at the same place wins.
const detectors: readonly Detector[] = [
  {
    kind: 'email',
    pattern: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.\p{L}{2,24}/gu,
  },
  {
    kind: 'iban',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    holds: passesIban,
  },
  {
    kind: 'card',
    pattern: /(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])/g,
    holds: (found) => {
      const number = digitsOf(found)
      return cardLengths.has(number.length) && /^[2-6]/.test(number) && passesLuhn(number)
    },
  },
  {
    kind: 'national_id',
    pattern: /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g,
    holds: passesChineseId,
  },
  { kind: 'national_id', pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g, holds: isSocialSecurity },
  {
    kind: 'ip',
    pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g,
    holds: (found) => found.split('.').every((part) => Number(part) <= 255 && !/^0\d/.test(part)),
  },
  { kind: 'ip', pattern: /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi },
  {
    kind: 'phone',
    // With a country code, or in groups: a bare run of digits is as likely an order number.
    pattern:
      /(?<![\w.+])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,11}|\(\d{3}\) ?\d{3}[ .-]\d{4}|0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,5}|\d{3}[.-]\d{3}[.-]\d{4}|1[3-9]\d{9})(?![\w-])/g,
    holds: (found) => {
      const { length } = digitsOf(found)
      return length >= 8 && length <= 15
    },
  },
]

/** Personal data in a text, in order and without overlap; only of the given kinds. */
export function findPersonalData(
  text: string,
  kinds: ReadonlySet<PersonalDataKind>,
  _about = '',
): PersonalDatum[] {
  const found: PersonalDatum[] = []
  for (const { kind, pattern, holds } of detectors) {
    if (!kinds.has(kind)) continue
    for (const match of text.matchAll(pattern)) {
      const [whole] = match
      const end = match.index + whole.length
      const overlaps = found.some((other) => match.index < other.end && other.start < end)
      if (!overlaps && (holds === undefined || holds(whole))) found.push({ kind, start: match.index, end })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** The text with each piece of personal data exchanged for what `replace` makes of it. */
export function redactText(text: string, kinds: ReadonlySet<PersonalDataKind>, replace: Replace): string {
  return exchange(text, findPersonalData(text, kinds), replace)
}

/** The text with what was found in it exchanged. */
export function exchange(text: string, found: readonly PersonalDatum[], replace: Replace): string {
  let out = ''
  let from = 0
  for (const { kind, start, end } of found) {
    out += text.slice(from, start) + replace(kind, text.slice(start, end))
    from = end
  }
  return from === 0 ? text : out + text.slice(from)
}
