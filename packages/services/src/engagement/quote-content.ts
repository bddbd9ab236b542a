import { createHash } from 'node:crypto'
import { type LineTotals, totalLines } from '@assay/billing'
import { z } from 'zod'
import { AssayError } from '../errors/index.ts'
import { currencyCode, day, isPayable, longText, quoteLine, wholeMinor } from './fields.ts'

const quoteMilestone = z.strictObject({
  title: longText(200).min(1, 'A milestone needs a title.'),
  description: longText(4_000).default(''),
  amountMinor: wholeMinor,
  dueOn: day.nullable().default(null),
})

/** Everything that a signature covers, in this order. */
export const quoteContent = z.strictObject({
  currency: currencyCode,
  lines: z.array(quoteLine).min(1, 'A quote needs at least one line.').max(100),
  taxPercent: z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, 'A tax rate is a percentage, such as 19 or 7.7.'),
  milestones: z.array(quoteMilestone).min(1, 'A quote needs at least one milestone.').max(50),
  depositMinor: wholeMinor,
  terms: longText(20_000),
  validUntil: day,
})
export type QuoteContent = z.output<typeof quoteContent>

/** SHA-256 (hex) of the content's JSON, whose keys stand in the order of the schema. */
export const hashContent = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex')

/**
 * What the quote comes to.
 * @throws AssayError `invalid_request` where the milestones do not come to the total, or the deposit exceeds it
 */
export const checkQuote = (content: QuoteContent): LineTotals => {
  const totals = totalLines(content.lines, content.taxPercent)
  if (Number(content.taxPercent) > 100)
    throw new AssayError('invalid_request', 'A tax rate is at most 100 %.', { param: 'taxPercent' })
  if (totals.totalMinor <= 0n || !isPayable(totals.totalMinor))
    throw new AssayError(
      'invalid_request',
      'The total must be above zero and have at most eight digits in minor units. Change the lines.',
      { param: 'lines' },
    )
  const planned = content.milestones.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
  if (planned !== totals.totalMinor)
    throw new AssayError(
      'invalid_request',
      `The milestones add up to ${planned}, but the total with tax is ${totals.totalMinor} (minor units). They must be equal.`,
      { param: 'milestones' },
    )
  if (BigInt(content.depositMinor) > totals.totalMinor)
    throw new AssayError('invalid_request', 'The deposit cannot be more than the total.', {
      param: 'depositMinor',
    })
  return totals
}

/** What a row holds was checked when it was written. */
export const storedContent = (value: unknown): QuoteContent => quoteContent.parse(value)
