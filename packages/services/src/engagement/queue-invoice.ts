import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { enqueue } from '../core/jobs.ts'
import { storedContent } from './quote-content.ts'
import { type EngagementRow, findAcceptedQuote, type MilestoneRow } from './rows.ts'

type Line = { description: string; amountMinor: string; tax?: boolean }

/** What is asked for without its tax, and the tax in a line of its own. */
const taxedLines = (description: string, gross: bigint, tax: bigint, taxPercent: string): Line[] => [
  { description, amountMinor: (gross - tax).toString() },
  ...(tax === 0n
    ? []
    : [{ description: `Tax, ${taxPercent} % (${description})`, amountMinor: tax.toString(), tax: true }]),
]

const queue = async (
  tx: Tx,
  of: Pick<EngagementRow, 'id' | 'workspaceId' | 'currency'>,
  bill: { milestoneId: string | null; amountMinor: bigint; lines: Line[] },
  at: Date,
): Promise<void> => {
  const id = newId('esi')
  await tx.insert(tables.engagementInvoice).values({
    id,
    workspaceId: of.workspaceId,
    engagementId: of.id,
    currency: of.currency,
    ...bill,
    state: bill.amountMinor === 0n ? 'covered' : 'pending',
    createdAt: at,
  })
  if (bill.amountMinor > 0n)
    await enqueue(tx, 'engagement.invoice', { engagementInvoiceId: id }, { key: `engagement invoice ${id}` })
}

/** With the acceptance of a quote: the invoice of its deposit, where it asks for one. */
export const queueDepositInvoice = async (
  tx: Tx,
  engagement: EngagementRow,
  of: { totalMinor: bigint; taxMinor: bigint; depositMinor: bigint; taxPercent: string },
  at: Date,
): Promise<void> => {
  const { depositMinor } = of
  if (depositMinor === 0n) return
  const tax = (depositMinor * of.taxMinor) / of.totalMinor
  const lines = taxedLines(`Deposit: ${engagement.title}`, depositMinor, tax, of.taxPercent)
  await queue(tx, engagement, { milestoneId: null, amountMinor: depositMinor, lines }, at)
}

/**
 * With the acceptance of a milestone: its invoice. What is left of the deposit is taken off, so that all invoices of
 * an engagement come to its total.
 */
export const queueMilestoneInvoice = async (
  tx: Tx,
  engagement: EngagementRow,
  milestone: MilestoneRow,
  at: Date,
): Promise<void> => {
  const quote = await findAcceptedQuote(tx, engagement.id)
  const { taxPercent } = storedContent(quote.content)
  const left = (engagement.depositMinor ?? 0n) - engagement.depositCreditedMinor
  const credit = left < milestone.amountMinor ? left : milestone.amountMinor
  const lines = taxedLines(milestone.title, milestone.amountMinor, milestone.taxMinor, taxPercent)
  if (credit > 0n) {
    // As it was invoiced: without its tax, and the tax that was owed with it.
    const taxUpTo = (minor: bigint) => (minor * quote.taxMinor) / quote.totalMinor
    const before = engagement.depositCreditedMinor
    const tax = taxUpTo(before + credit) - taxUpTo(before)
    lines.push(...taxedLines('Less the deposit already invoiced', -credit, -tax, taxPercent))
  }
  const amountMinor = milestone.amountMinor - credit
  await queue(tx, engagement, { milestoneId: milestone.id, amountMinor, lines }, at)
  if (credit > 0n)
    await tx
      .update(tables.engagement)
      .set({ depositCreditedMinor: engagement.depositCreditedMinor + credit })
      .where(eq(tables.engagement.id, engagement.id))
}
