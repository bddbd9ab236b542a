import { z } from 'zod'

/** Text of several lines; Postgres stores neither NUL nor half a surrogate pair. */
export const longText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text), 'invalid_text')

/** A calendar day, `2026-11-29`. */
export const day = z.iso.date('Write the date as 2026-11-29.')

export const currencyCode = z
  .string()
  .toLowerCase()
  .refine(
    (code) => Intl.supportedValuesOf('currency').includes(code.toUpperCase()),
    'A currency is an ISO 4217 code, such as eur.',
  )

/** Stripe takes no more than eight digits. */
const mostMinor = 99_999_999n

/** Whole minor units as a decimal string. */
export const wholeMinor = z
  .string()
  .regex(/^\d{1,8}$/, 'An amount is a whole number of minor units, of at most eight digits.')

/** The same, below zero too. */
export const signedMinor = z
  .string()
  .regex(/^-?\d{1,8}$/, 'An amount is a whole number of minor units, of at most eight digits.')

const decimal = (sign: '' | '-?', what: string) =>
  z.string().regex(new RegExp(`^${sign}\\d{1,12}(\\.\\d{1,6})?$`), what)

export const quoteLine = z.strictObject({
  description: longText(500).min(1, 'A line needs a description.'),
  quantity: decimal('', 'A quantity is a decimal number, such as 2 or 2.5.').refine(
    (text) => /[1-9]/.test(text),
    'A quantity must be above zero.',
  ),
  unitPriceMinor: decimal('-?', 'A price is a decimal number of minor units.'),
})

export const isPayable = (amountMinor: bigint): boolean => amountMinor >= 0n && amountMinor <= mostMinor

/** The last instant at which something of this day is still in time, in UTC. */
export const endOfDay = (on: string): Date => new Date(`${on}T23:59:59.999Z`)
