/** ISO/IEC 7812-1 (Luhn): from the right every second digit doubled, the sum of all digits divisible by ten. */
export function passesLuhn(number: string): boolean {
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return number.length > 0 && sum % 10 === 0
}

/** Characters of an account number by country: SWIFT's IBAN registry (ISO 13616-2), release 99. */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** How long an IBAN of this country is; null for none that gives them out. */
export const ibanLength = (country: string): number | null => ibanLengths[country.toUpperCase()] ?? null

/** ISO 13616-1: the first four characters moved to the end, letters as 10 … 35, remainder 1 by 97; and its country's length. */
export function passesIban(iban: string): boolean {
  const plain = iban.replace(/\s/g, '').toUpperCase()
  if (plain.length !== ibanLength(plain.slice(0, 2))) return false
  let remainder = 0
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** GB 11643-1999: weights 2^i mod 11 from the right, the last character 0 … 9 or X. */
export function passesChineseId(id: string): boolean {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(id[i]) * (2 ** (17 - i) % 11)
  return '10X98765432'[sum % 11] === id[17]?.toUpperCase()
}

/** Social Security Administration, POMS RM 10201.035: no area 000, 666 or 9xx, no group 00, no serial 0000. */
export const passesSocialSecurity = (digits: string): boolean =>
  digits.length === 9 && !/^(000|666|9)|^\d{3}00|0000$/.test(digits)

/**
 * German tax identification number (§ 139b AO; Bundeszentralamt für Steuern, "Steuerliche
 * Identifikationsnummer"): of the first ten digits one stands there twice or three times and the others at most once,
 * no leading zero, and the eleventh is the check digit of ISO 7064, MOD 11,10.
 */
export function passesGermanTaxId(digits: string): boolean {
  if (digits.length !== 11 || digits.startsWith('0')) return false
  const counts = new Map<string, number>()
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
  const repeated = [...counts.values()].filter((count) => count > 1)
  if (repeated.length !== 1 || (repeated[0] ?? 0) > 3) return false
  let product = 10
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === Number(digits[10])
}

/** DNI and NIE (Real Decreto 1553/2005): the letter by the number's remainder by 23; X, Y, Z in front are 0, 1, 2. */
export function passesSpanishId(id: string): boolean {
  const plain = id.replace(/[\s-]/g, '').toUpperCase()
  const number = Number(plain.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === plain.at(-1)
}

/** French NIR (INSEE; Code de la sécurité sociale R. 115-1): key 97 − n mod 97, with 19 and 18 for Corsica's 2A and 2B. */
export function passesFrenchNir(nir: string): boolean {
  const plain = nir.replace(/\s/g, '').toUpperCase()
  const number = BigInt(plain.slice(0, 13).replace('2A', '19').replace('2B', '18'))
  return 97 - Number(number % 97n) === Number(plain.slice(13))
}

const dihedral = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
]
const permutation = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]

/** Aadhaar (UIDAI): twelve digits, the last by Verhoeff's scheme over the dihedral group of ten (Verhoeff 1969). */
export function passesAadhaar(digits: string): boolean {
  if (!/^[2-9]\d{11}$/.test(digits)) return false
  let check = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(permutation[i % 8]?.[Number(digits[digits.length - 1 - i])])
    check = Number(dihedral[check]?.[digit])
  }
  return check === 0
}

/** CPF (Receita Federal, IN RFB 1548/2015): two check digits, each from the weighted sum of those before, mod 11. */
export function passesCpf(digits: string): boolean {
  if (digits.length !== 11 || /^(\d)\1+$/.test(digits)) return false
  return [9, 10].every((length) => {
    let sum = 0
    for (let i = 0; i < length; i++) sum += Number(digits[i]) * (length + 1 - i)
    return ((sum * 10) % 11) % 10 === Number(digits[length])
  })
}

/** Beginnings and lengths of card numbers by issuer (ISO/IEC 7812; the networks' published ranges). */
const issuers: readonly { begins: RegExp; lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [13, 16, 19] },
  { begins: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^(6011|64[4-9]|65)/, lengths: [16, 19] },
  { begins: /^(30[0-5]|36|3[89])/, lengths: [14] },
  { begins: /^35(2[89]|[3-8])/, lengths: [16, 19] },
  { begins: /^62/, lengths: [16, 17, 18, 19] },
  { begins: /^(5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [16, 18, 19] },
]

/** Whether a number is one that a card network gives out. */
export const passesCard = (digits: string): boolean =>
  issuers.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits)) &&
  !/^(\d)\1+$/.test(digits) &&
  passesLuhn(digits)
