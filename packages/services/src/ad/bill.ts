import { parseDecimal, roundToMinor } from '@assay/billing'
import { StripeGatewayError } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { asc, eq, isNull, sql } from 'drizzle-orm'
import { ensureCustomer } from '../billing/customer.ts'
import { asSystem, type Services } from '../core/context.ts'

/** How long a sponsor's invoice may stay unpaid. */
const daysUntilDue = 14
/** Below this a running campaign waits for more, so that nobody gets an invoice over cents. */
const leastMinor = 1_000n

/** What is due: rounded once over all that was spent, less what is on invoices; at the month's turn, or at the end. */
const dueOf = (row: typeof tables.adCampaign.$inferSelect, now: Date): bigint => {
  const due = roundToMinor(parseDecimal(row.spent)) - row.billedMinor
  const over = row.state === 'ended' || (row.endsAt !== null && row.endsAt <= now)
  return due > 0n && (over || due >= leastMinor) ? due : 0n
}

const queueInvoice = async (tx: Tx, campaignId: string, now: Date): Promise<void> => {
  const { adCampaign, adInvoice } = tables
  const [row] = await tx.select().from(adCampaign).where(eq(adCampaign.id, campaignId)).for('update')
  if (!row) return
  const amountMinor = dueOf(row, now)
  const [last] = await tx
    .select({ at: sql<string | null>`max(${adInvoice.createdAt})` })
    .from(adInvoice)
    .where(eq(adInvoice.campaignId, campaignId))
  const month = now.toISOString().slice(0, 7)
  const running = row.state !== 'ended' && (row.endsAt === null || row.endsAt > now)
  const since = last?.at ? new Date(last.at) : row.createdAt
  if (amountMinor === 0n || (running && since.toISOString().slice(0, 7) === month)) return
  await tx.insert(adInvoice).values({
    id: newId('adi'),
    workspaceId: row.workspaceId,
    campaignId,
    amountMinor,
    description: `Sponsored ad “${row.title}”: ${row.impressions.toLocaleString('en-US')} views and ${row.clicks.toLocaleString('en-US')} clicks so far`,
    createdAt: now,
  })
  await tx
    .update(adCampaign)
    .set({ billedMinor: row.billedMinor + amountMinor })
    .where(eq(adCampaign.id, campaignId))
}

/**
 * Bills sponsors: once a month while a campaign runs, and what is left when it has ended. What is due is durable before
 * Stripe hears of it, and its reference never changes, so that a lost answer ends with one invoice.
 */
export const billAds = async (services: Services): Promise<void> => {
  const { platform } = services.dbs
  const { adCampaign, adInvoice } = tables
  const now = services.now()
  const rows = await platform
    .select({ id: adCampaign.id })
    .from(adCampaign)
    .where(sql`${adCampaign.spent} > ${adCampaign.billedMinor}`)
  for (const { id } of rows) await platform.transaction((tx) => queueInvoice(tx, id, now))
  const waiting = await platform
    .select({ row: adInvoice, currency: adCampaign.currency })
    .from(adInvoice)
    .innerJoin(adCampaign, eq(adCampaign.id, adInvoice.campaignId))
    .where(isNull(adInvoice.sentAt))
    .orderBy(asc(adInvoice.id))
  for (const { row, currency } of waiting) {
    try {
      const { id } = await services.stripe.sendInvoice({
        reference: row.id,
        customerId: await ensureCustomer(asSystem(services, row.workspaceId)),
        currency,
        description: row.description,
        daysUntilDue,
        createdFrom: row.createdAt,
        lines: [{ description: row.description, amountMinor: row.amountMinor, kind: 'ads' }],
      })
      await platform
        .update(adInvoice)
        .set({ sentAt: now, stripeInvoiceId: id, error: null })
        .where(eq(adInvoice.id, row.id))
    } catch (error) {
      if (!(error instanceof StripeGatewayError)) throw error
      await platform
        .update(adInvoice)
        .set({ error: error.message.slice(0, 500) })
        .where(eq(adInvoice.id, row.id))
    }
  }
}
