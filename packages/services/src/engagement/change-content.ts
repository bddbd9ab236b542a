import { type LineTotals, totalLines } from '@assay/billing'
import { z } from 'zod'
import { AssayError } from '../errors/index.ts'
import { day, isPayable, longText, quoteLine, signedMinor, wholeMinor } from './fields.ts'
import type { EngagementRow, MilestoneRow } from './rows.ts'

const addedMilestone = z.strictObject({
  type: z.literal('add'),
  title: longText(200).min(1, 'A milestone needs a title.'),
  description: longText(4_000).default(''),
  amountMinor: wholeMinor,
  dueOn: day.nullable().default(null),
})
const alteredMilestone = z.strictObject({
  type: z.literal('alter'),
  milestoneId: z.string().max(64),
  deltaMinor: signedMinor,
})

/** What a signature under a change request covers, in this order. */
export const changeContent = z.strictObject({
  lines: z.array(quoteLine).min(1, 'A change needs at least one line.').max(50),
  milestones: z
    .array(z.discriminatedUnion('type', [addedMilestone, alteredMilestone]))
    .min(1, 'Say which milestones it adds or changes.')
    .max(50),
})
export type ChangeContent = z.output<typeof changeContent>

export const deltaOf = (one: ChangeContent['milestones'][number]): bigint =>
  BigInt(one.type === 'add' ? one.amountMinor : one.deltaMinor)

const refuse = (message: string): never => {
  throw new AssayError('invalid_request', message, { param: 'milestones' })
}

/**
 * What the change adds, at the tax rate of the accepted quote.
 * @throws AssayError `invalid_request` where its milestones do not come to that, alter one that is accepted, fall below
 * zero, or leave less open than the deposit has paid for
 */
export const checkChange = (
  content: ChangeContent,
  taxPercent: string,
  engagement: EngagementRow,
  milestones: readonly MilestoneRow[],
): LineTotals => {
  const totals = totalLines(content.lines, taxPercent)
  const planned = content.milestones.reduce((sum, one) => sum + deltaOf(one), 0n)
  if (planned !== totals.totalMinor)
    refuse(
      `The milestones change by ${planned}, but the lines with tax change by ${totals.totalMinor} (minor units). They must be equal.`,
    )
  const seen = new Set<string>()
  for (const one of content.milestones) {
    if (one.type === 'add') continue
    const target = milestones.find(({ id }) => id === one.milestoneId)
    if (!target || target.state === 'done')
      return refuse('A change can only alter milestones of this service that are not accepted yet.')
    if (seen.has(target.id)) refuse(`“${target.title}” is changed twice. Combine both changes into one.`)
    seen.add(target.id)
    if (!isPayable(target.amountMinor + deltaOf(one)))
      refuse(`“${target.title}” would fall below zero or exceed eight digits.`)
  }
  const open = milestones.reduce((sum, one) => (one.state === 'done' ? sum : sum + one.amountMinor), 0n)
  const creditLeft = (engagement.depositMinor ?? 0n) - engagement.depositCreditedMinor
  if (open + totals.totalMinor < creditLeft)
    refuse('The remaining work would be worth less than the deposit paid for it.')
  if (!isPayable((engagement.totalMinor ?? 0n) + totals.totalMinor))
    refuse('The total would fall below zero or exceed eight digits.')
  return totals
}
