import { expect, test } from 'vitest'
import { personalDataKindSchema } from '../schema/index.ts'
import { findPersonalData, passesIban, passesLuhn, redactText } from './personal-data.ts'
import { replacementBy } from './replacement.ts'

const everything = new Set(personalDataKindSchema.options)
const found = (text: string) =>
  findPersonalData(text, everything).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)

test.each([
  [
    'Write to Ada.Lovelace+bills@mail.example.co.uk, please',
    ['email: Ada.Lovelace+bills@mail.example.co.uk'],
  ],
  ['Meine Adresse: jürgen@müller.example.', ['email: jürgen@müller.example']],
  ['card 4111 1111 1111 1111 exp 12/29', ['card: 4111 1111 1111 1111']],
  ['5500-0000-0000-0004 or 378282246310005', ['card: 5500-0000-0000-0004', 'card: 378282246310005']],
  ['IBAN DE89 3704 0044 0532 0130 00 it is', ['iban: DE89 3704 0044 0532 0130 00']],
  ['GB82WEST12345698765432', ['iban: GB82WEST12345698765432']],
  [
    'from 192.168.10.254 to 2001:0db8:85a3:0000:0000:8a2e:0370:7334',
    ['ip: 192.168.10.254', 'ip: 2001:0db8:85a3:0000:0000:8a2e:0370:7334'],
  ],
  ['call +49 30 901820 or (212) 555-0123', ['phone: +49 30 901820', 'phone: (212) 555-0123']],
  ['我的手机是13812345678。', ['phone: 13812345678']],
  ['身份证11010519491231002X', ['national_id: 11010519491231002X']],
  ['SSN 123-45-6789', ['national_id: 123-45-6789']],
])('finds what is there: %s', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each([
  'order 4111 1111 1111 1112 of 2024',
  'part DE89370400440532013001',
  'version 10.2.300.4 and 1.2.3',
  'at 10:30:45 on 2024-05-31, room 1-203',
  'tracking number 123456789012 and 20240531',
  '11010519491231002A or 000-12-3456',
  'user@host without a dot, @mention, price 1,234.50',
])('leaves alone what only looks like it: %s', (text) => {
  expect(found(text)).toEqual([])
})

test('check digits hold for published numbers and for no neighbour of theirs', () => {
  expect(passesLuhn('79927398713')).toBe(true)
  for (const last of '012456789') expect(passesLuhn(`7992739871${last}`)).toBe(false)
  expect(passesIban('FR14 2004 1010 0505 0001 3M02 606')).toBe(true)
  expect(passesIban('FR14 2004 1010 0505 0001 3M02 607')).toBe(false)
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
  for (const piece of ['1.', '1 ', 'a.', 'A1', '0-', '+1 ', 'a@'])
    expect(found(piece.repeat(50_000))).toEqual([])
}, 10_000)
