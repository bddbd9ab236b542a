import { formatDecimal, parseDecimal } from '@assay/billing'
import type { GatewayInvoice, GatewayInvoiceLine } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { tieAdInvoice } from '../ad/tie.ts'
import { writeAudit } from '../core/audit.ts'
import { recogniseInvoice, tieInvoice } from '../engagement/recognise-invoice.ts'
import { postInvoice } from '../ledger/post-invoice.ts'
import { emitWebhook } from '../webhook/emit.ts'
import { chargeOfItem, exactOfCharge, rateCharge } from './bill-meters.ts'
import type { PlanVersionRow } from './plan-rows.ts'
import { rateUsageLine } from './rate-usage.ts'

type Owner = { workspaceId: string; subscriptionId: string | null; service: boolean }

const subscriptionOf = async (tx: Tx, stripeId: string | null): Promise<string | null> => {
  if (stripeId === null) return null
  const { subscription } = tables
  const [row] = await tx
    .select({ id: subscription.id })
    .from(subscription)
    .where(eq(subscription.stripeSubscriptionId, stripeId))
  return row?.id ?? null
}

/** How far our copy has come. */
const stageOf = async (tx: Tx, stripeInvoiceId: string): Promise<{ final: boolean; paid: boolean }> => {
  const { invoice } = tables
  const [row] = await tx
    .select({ status: invoice.status, finalizedAt: invoice.finalizedAt })
    .from(invoice)
    .where(eq(invoice.stripeInvoiceId, stripeInvoiceId))
  return { final: row?.finalizedAt != null, paid: row?.status === 'paid' }
}

/**
 * Brings our copy of an invoice to what Stripe has now. The lines are written, and usage is rated, once:
 * in the transaction that first sees the invoice finalised. From then on only its payment state moves.
 */
export const mirrorInvoice = async (tx: Tx, workspaceId: string, from: GatewayInvoice): Promise<string> => {
  const before = await stageOf(tx, from.id)
  const id = await writeMirror(tx, workspaceId, from)
  const after = await stageOf(tx, from.id)
  const told = {
    invoiceId: id,
    number: from.number,
    status: from.status,
    currency: from.currency,
    totalMinor: from.totalMinor.toString(),
    amountDueMinor: from.amountDueMinor.toString(),
  }
  if (!before.final && after.final) await emitWebhook(tx, workspaceId, 'invoice.finalized', told, new Date())
  if (!before.paid && after.paid) await emitWebhook(tx, workspaceId, 'invoice.paid', told, new Date())
  return id
}

const writeMirror = async (tx: Tx, workspaceId: string, from: GatewayInvoice): Promise<string> => {
  const { invoice } = tables
  const service = await recogniseInvoice(tx, workspaceId, from)
  const subscriptionId = await subscriptionOf(tx, from.subscriptionId)
  const owner = { workspaceId, subscriptionId, service: service !== null }
  const [known] = await tx.select().from(invoice).where(eq(invoice.stripeInvoiceId, from.id)).for('update')
  const payment = {
    status: from.status,
    number: from.number,
    amountPaidMinor: from.amountPaidMinor,
    amountDueMinor: from.amountDueMinor,
    forgivenMinor: from.forgivenMinor,
    givenBackMinor: from.givenBackMinor,
    attempts: from.attempts,
    hostedUrl: from.hostedUrl,
    paidAt: from.paidAt,
    nextAttemptAt: from.nextAttemptAt,
  }
  const id = known?.id ?? newId('in')
  if (known?.finalizedAt) {
    // A first payment that took a second try: the subscription became known after its invoice.
    await tx
      .update(invoice)
      .set({ ...payment, subscriptionId: known.subscriptionId ?? subscriptionId })
      .where(eq(invoice.id, id))
    await postInvoice(tx, id, new Date())
    if (service) await tieInvoice(tx, service, { invoiceId: id, stripeInvoiceId: from.id })
    await tieAdInvoice(tx, workspaceId, from, id)
    return id
  }
  const body = {
    workspaceId,
    subscriptionId,
    ...payment,
    kind: from.reason,
    currency: from.currency,
    totalMinor: from.totalMinor,
    taxMinor: from.taxMinor,
    periodStart: from.periodStart,
    periodEnd: from.periodEnd,
  }
  if (known) await tx.update(invoice).set(body).where(eq(invoice.id, id))
  else await tx.insert(invoice).values({ id, stripeInvoiceId: from.id, createdAt: from.createdAt, ...body })
  const isFinal = from.status !== 'draft' && !(from.status === 'void' && from.finalizedAt === null)
  if (isFinal) {
    await writeLines(tx, owner, id, from)
    await tx
      .update(invoice)
      .set({ finalizedAt: from.finalizedAt ?? from.createdAt })
      .where(eq(invoice.id, id))
    await postInvoice(tx, id, new Date())
  }
  if (service) await tieInvoice(tx, service, { invoiceId: id, stripeInvoiceId: from.id })
  await tieAdInvoice(tx, workspaceId, from, id)
  return id
}

type PriceIndex = Map<string, { version: PlanVersionRow; kind: 'base' | 'usage' }>

const pricesOf = async (tx: Tx): Promise<PriceIndex> => {
  const index: PriceIndex = new Map()
  for (const version of await tx.select().from(tables.planVersion)) {
    if (version.stripeBasePriceId !== null) index.set(version.stripeBasePriceId, { version, kind: 'base' })
    for (const id of Object.values(version.stripePrices)) index.set(id, { version, kind: 'base' })
    if (version.stripeUsagePriceId !== null) index.set(version.stripeUsagePriceId, { version, kind: 'usage' })
  }
  return index
}

const kindOf = (
  service: boolean,
  { ownKind, proration }: GatewayInvoiceLine,
  metered: boolean,
  priced: 'base' | 'usage' | undefined,
): (typeof tables.invoiceLine.$inferInsert)['kind'] => {
  if (ownKind !== null) return ownKind
  if (service) return 'services'
  if (proration) return 'proration'
  return metered ? 'usage' : (priced ?? 'other')
}

const writeLines = async (tx: Tx, owner: Owner, invoiceId: string, from: GatewayInvoice): Promise<void> => {
  const prices = await pricesOf(tx)
  const usage = new Map<string, [GatewayInvoiceLine, ...GatewayInvoiceLine[]]>()
  for (const line of from.lines) {
    const price = line.priceId === null ? undefined : prices.get(line.priceId)
    if (price?.kind === 'usage' && !line.proration && owner.subscriptionId !== null) {
      // Graduated prices come as one line per tier; together they are the one line of the period.
      const key = `${line.priceId} ${line.periodStart.getTime()}`
      const tiers = usage.get(key)
      if (tiers) tiers.push(line)
      else usage.set(key, [line])
      continue
    }
    const charge = await chargeOfItem(tx, line.itemId)
    const id = newId('il')
    const exact = charge === null ? line.amountMinor.toString() : exactOfCharge(charge)
    await tx.insert(tables.invoiceLine).values({
      id,
      workspaceId: owner.workspaceId,
      invoiceId,
      kind: kindOf(owner.service, line, charge !== null, price?.kind),
      description: line.description,
      quantity: charge?.quantity ?? line.quantity,
      exactAmount: exact,
      amountMinor: line.amountMinor,
      roundingDelta: formatDecimal(parseDecimal(line.amountMinor.toString()) - parseDecimal(exact)),
      discountMinor: line.discountMinor,
      taxMinor: line.taxMinor,
      taxIncludedMinor: line.taxIncludedMinor,
      currency: line.currency,
      periodStart: line.periodStart,
      periodEnd: line.periodEnd,
      stripeLineId: line.id,
    })
    if (charge !== null) await rateCharge(tx, charge.id, id)
  }
  for (const stripe of usage.values()) {
    const version = prices.get(stripe[0].priceId ?? '')?.version
    if (version === undefined || owner.subscriptionId === null) continue
    const { workspaceId, subscriptionId } = owner
    const rated = await rateUsageLine(tx, { workspaceId, subscriptionId, invoiceId, version, stripe })
    await reportDifference(tx, workspaceId, rated)
  }
}

const reportDifference = async (
  tx: Tx,
  workspaceId: string,
  { lineId, ours, stripes }: Awaited<ReturnType<typeof rateUsageLine>>,
): Promise<void> => {
  if (ours.quantity === stripes.quantity && ours.amountMinor === stripes.amountMinor) return
  const subject = { type: 'invoice_line', id: lineId }
  await writeAudit(
    tx,
    { actor: { type: 'system', id: null }, workspaceId },
    'invoice.usage_differs',
    subject,
    {
      ours: { quantity: ours.quantity, amountMinor: ours.amountMinor.toString() },
      stripe: { quantity: stripes.quantity, amountMinor: stripes.amountMinor.toString() },
    },
  )
}
