import { isIPv6 } from 'node:net'
import type { PersonalDataKind } from '../schema/privacy.ts'
import {
  passesAadhaar,
  passesCard,
  passesChineseId,
  passesCpf,
  passesFrenchNir,
  passesGermanTaxId,
  passesSocialSecurity,
  passesSpanishId,
} from './check-digits.ts'
import type { Outline } from './outline.ts'
import { isPhoneAnywhere, isPhoneOf } from './phone-numbers.ts'

type Detector = {
  kind: PersonalDataKind
  /** Whether a text of this outline can hold one at all. */
  needs: (outline: Outline) => boolean
  /** Every quantifier is bounded, so that the time is that of the text's length. */
  pattern: RegExp
  /** Whether what looks like it is it: check digits, ranges, and for those that need it what stands around it. */
  holds: (found: string, around: Around) => boolean
}

const digits =
  (fewest: number) =>
  (outline: Outline): boolean =>
    outline.digits >= fewest

/** Tests words that stand shortly before, or in the name of the column. */
export type Around = { before: (words: RegExp) => boolean; text: string; start: number }

const digitsOf = (text: string): string => text.replace(/\D/g, '')

const phoneWords =
  /phone|\btel\b|telefon|mobile|\bcell|\bcall|\bfax|whats ?app|\bsms\b|text me|handy|móvil|celular|[电手][话机]|[\u4e00-\u9fff]/i
const cardGroups = new Set([
  '13',
  '14',
  '15',
  '16',
  '17',
  '18',
  '19',
  '4-4-4-4',
  '4-4-4-4-3',
  '4-6-5',
  '4-6-4',
])

const card: Detector = {
  kind: 'card',
  needs: digits(13),
  pattern: /(?<![\w-]|\d )\d(?:[ -]?\d){12,18}(?![\w-])/g,
  holds: (found) => {
    const groups = found.split(/[ -]/).map((group) => group.length)
    return cardGroups.has(groups.join('-')) && passesCard(digitsOf(found))
  },
}

const nationalIds: readonly Detector[] = [
  // China: district, date of birth, serial, check character.
  {
    kind: 'national_id',
    needs: digits(17),
    pattern: /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g,
    holds: passesChineseId,
  },
  // France: sex, year, month, place, serial, key.
  {
    kind: 'national_id',
    needs: digits(13),
    pattern: /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/g,
    holds: passesFrenchNir,
  },
  // India.
  {
    kind: 'national_id',
    needs: digits(12),
    pattern: /(?<!\d[ -]?)[2-9]\d{3}[ -]\d{4}[ -]\d{4}(?![ -]?\d)/g,
    holds: (found) => passesAadhaar(digitsOf(found)),
  },
  {
    kind: 'national_id',
    needs: digits(12),
    pattern: /(?<!\d)[2-9]\d{11}(?!\d)/g,
    holds: (found, { before }) => before(/aadh?aar|uidai|आधार/i) && passesAadhaar(found),
  },
  // Brazil.
  {
    kind: 'national_id',
    needs: digits(11),
    pattern: /(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g,
    holds: (found) => passesCpf(digitsOf(found)),
  },
  {
    kind: 'national_id',
    needs: digits(11),
    pattern: /(?<!\d)\d{11}(?!\d)/g,
    holds: (found, { before }) => before(/\bcpf\b/i) && passesCpf(found),
  },
  // Germany.
  {
    kind: 'national_id',
    needs: digits(11),
    pattern: /(?<!\d[ .]?)[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?![ .]?\d)/g,
    holds: (found, { before }) =>
      before(/steuer|\bid-?nr|identifikationsnummer|\btax ?id|\btin\b/i) &&
      passesGermanTaxId(digitsOf(found)),
  },
  // United States.
  {
    kind: 'national_id',
    needs: digits(9),
    pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g,
    holds: (found) => passesSocialSecurity(digitsOf(found)),
  },
  {
    kind: 'national_id',
    needs: digits(9),
    pattern: /(?<![\d-])\d{3} ?\d{2} ?\d{4}(?![\d-])/g,
    holds: (found, { before }) => before(/\bssn\b|social security/i) && passesSocialSecurity(digitsOf(found)),
  },
  // Spain.
  {
    kind: 'national_id',
    needs: digits(7),
    pattern: /(?<![\p{L}\p{N}-])(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z](?![\p{L}\p{N}])/gu,
    holds: passesSpanishId,
  },
  // United Kingdom, National Insurance Manual NIM39110: prefixes that are given out, suffix A to D.
  {
    kind: 'national_id',
    needs: digits(6),
    pattern:
      /(?<![\p{L}\p{N}])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/gu,
    holds: () => true,
  },
]

// The first that holds of those that lie over one another wins.
export const detectors: readonly Detector[] = [
  card,
  ...nationalIds,
  {
    kind: 'passport',
    needs: digits(5),
    pattern: /(?<![\p{L}\p{N}])[A-Z0-9]{6,9}(?![\p{L}\p{N}])/gu,
    holds: (found, { before }) =>
      digitsOf(found).length >= 5 && before(/passport|passeport|pasaporte|passaporto|reisepass|护照/i),
  },
  {
    kind: 'ip',
    needs: ({ dots, digits: most }) => dots >= 3 && most > 0,
    pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g,
    holds: (found, { text, start }) => {
      const parts = found.split('.')
      const first = Number(parts[0])
      if (first === 0 || first === 127 || first === 255) return false
      if (/(version|release|build|\bv)\.?\s{0,2}$/i.test(text.slice(Math.max(0, start - 12), start)))
        return false
      return parts.every((part) => Number(part) <= 255 && !/^0\d/.test(part))
    },
  },
  {
    kind: 'ip',
    needs: ({ colons }) => colons >= 2,
    pattern: /(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi,
    holds: (found) => found.length >= 6 && /\d/.test(found) && isIPv6(found),
  },
  {
    kind: 'phone',
    needs: digits(8),
    pattern: /(?<![\w.+])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){5,12}(?![\w-])/g,
    holds: isPhoneAnywhere,
  },
  {
    kind: 'phone',
    needs: digits(10),
    pattern: /(?<![\w.+-])(?:\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:1[ .-])?\d{3}[.-]\d{3}[.-]\d{4})(?![\w-])/g,
    holds: (found) => isPhoneOf(found, ['US']),
  },
  {
    kind: 'phone',
    needs: digits(9),
    // Groups, as a number with a trunk zero is written; a bare run of digits is as likely an order number.
    pattern: /(?<![\w.+-]|\d )\(?0[1-9]\d{0,3}\)?[ /-]\d{2,6}(?:[ -]\d{2,6}){0,3}(?![\w-])/g,
    holds: (found) => isPhoneOf(found, ['GB', 'DE', 'FR', 'IT', 'NL', 'AT', 'CH', 'JP', 'IN', 'AU']),
  },
  {
    kind: 'phone',
    needs: digits(9),
    pattern: /(?<![\w.+-])\d(?: ?\d){8,11}(?![\w-])/g,
    holds: (found, { before }) =>
      before(phoneWords) && isPhoneOf(found, ['US', 'CN', 'GB', 'DE', 'FR', 'IN', 'BR', 'ES']),
  },
]
