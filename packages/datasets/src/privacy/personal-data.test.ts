import { expect, test } from 'vitest'
import { personalDataKindSchema } from '../schema/index.ts'
import { corpus } from '../testing/personal-data-corpus.ts'
import {
  passesAadhaar,
  passesCpf,
  passesFrenchNir,
  passesGermanTaxId,
  passesIban,
  passesLuhn,
} from './check-digits.ts'
import { findPersonalData, redactText } from './personal-data.ts'
import { replacementBy } from './replacement.ts'

const everything = new Set(personalDataKindSchema.options)
const found = (text: string) =>
  findPersonalData(text, everything).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)

test.each(personalDataKindSchema.options)(
  '%s: all that is there is found, and nothing that only looks like it',
  (kind) => {
    const { holds, looksLike } = corpus[kind]
    let [right, missed, wrong] = [0, 0, 0]
    const mistakes: string[] = []
    for (const marked of [...holds, ...looksLike]) {
      const expected = [...marked.matchAll(/«(.*?)»/g)].map(([, value]) => `${kind}: ${value}`)
      const actual = found(marked.replace(/[«»]/g, ''))
      const hits = actual.filter((one) => expected.includes(one)).length
      right += hits
      missed += expected.length - hits
      wrong += actual.length - hits
      if (hits < expected.length || hits < actual.length) mistakes.push(marked)
    }
    console.info(
      `${kind.padEnd(12)} precision ${(right / (right + wrong)).toFixed(2)}, recall ${(right / (right + missed)).toFixed(2)} over ${holds.length} + ${looksLike.length} sentences`,
    )
    expect(mistakes).toEqual([])
  },
)

test.each([
  ['customer_ssn', '536228726', 'national_id'],
  ['PhoneNumber', '4155552671', 'phone'],
  ['passportNo', '123456789', 'passport'],
  ['aadhaar', '234123412346', 'national_id'],
  ['Steuer-ID', '86095742719', 'national_id'],
])('the column %s tells what a bare number in it is', (column, value, kind) => {
  expect(findPersonalData(value, everything, column)).toEqual([{ kind, start: 0, end: value.length }])
  expect(findPersonalData(value, everything, 'amount')).toEqual([])
})

test('one digit in another place is none of those that have a check rule', () => {
  const valid = [
    [passesGermanTaxId, '86095742719'],
    [passesAadhaar, '234123412346'],
    [passesCpf, '11144477735'],
    [passesFrenchNir, '255081416802538'],
    [passesLuhn, '79927398713'],
    [passesIban, 'DE89370400440532013000'],
  ] as const
  for (const [passes, number] of valid) {
    expect(passes(number), number).toBe(true)
    const last = Number(number.at(-1))
    for (let other = 0; other < 10; other++)
      if (other !== last) expect(passes(number.slice(0, -1) + other), number).toBe(false)
  }
})

test('what is redacted leaves nothing behind, and the same datum the same letters under one key', () => {
  const text = 'From ADA@example.com, cc ada@example.com and bob@example.com, 4111 1111 1111 1111'
  expect(redactText(text, everything, replacementBy('mask', null))).toBe(
    'From [EMAIL], cc [EMAIL] and [EMAIL], [CARD]',
  )
  const key = new Uint8Array(32).fill(7)
  const hashed = redactText(text, everything, replacementBy('hash', key))
  const [first, second, third] = [...hashed.matchAll(/\[EMAIL (\w{12})\]/g)].map(([, letters]) => letters)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
  expect(redactText(text, everything, replacementBy('hash', new Uint8Array(32)))).not.toBe(hashed)
  expect(hashed).not.toMatch(/example|4111/)
})

test('a long text of digits and dots takes no longer than its length', () => {
  for (const piece of ['1.', '1 ', 'a.', 'A1', '0-', '+1 ', 'a@', '1:', 'DE89 ', '(0', 'a.b@c.', '99 99-'])
    expect(found(piece.repeat(50_000))).toEqual([])
}, 10_000)
