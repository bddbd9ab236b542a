import type { GatewayInvoice, GatewayPayment } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { asc, isNotNull, sql } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type Services } from '../core/context.ts'
import { fetchPayments, mirrorPayments } from '../correction/mirror-payments.ts'
import { originOf } from '../correction/mirror-refund.ts'
import { correctionsText, takeOverCorrections } from '../correction/take-over.ts'
import { disputesText } from '../dispute/reads.ts'
import { takeOverDispute } from '../dispute/take-over-dispute.ts'
import { latestBalance } from './balance.ts'
import { countAtStripe } from './count-at-stripe.ts'
import { mirrorInvoice } from './mirror-invoice.ts'
import { reconcileCustomer } from './reconcile-subscription.ts'
import { lockBilling } from './subscription-rows.ts'

/** A renewal's draft, its retries and the longest month lie within. */
const lookBackDays = 45

export type Repair = {
  workspaceId: string
  differences: ('subscription' | 'invoices' | 'corrections' | 'usage')[]
}

/**
 * Holds our ledger against Stripe, workspace by workspace, and takes over what its notices failed to bring.
 * Resolves to what differed: nothing, when all is well. Differences are written to the audit trail. Run
 * again it changes nothing more; usage that Stripe counted differently is reported and left as it is.
 */
export const repairFromStripe = async (services: Services): Promise<Repair[]> => {
  const { workspace } = tables
  const customers = await services.dbs.platform
    .select({ workspaceId: workspace.id, customerId: workspace.stripeCustomerId })
    .from(workspace)
    .where(isNotNull(workspace.stripeCustomerId))
    .orderBy(asc(workspace.id))
  const gone = await recentlyGone(services)
  const repairs: Repair[] = []
  for (const { workspaceId, customerId } of customers) {
    if (customerId === null) continue
    const differences = await repairOne(services, workspaceId, customerId, gone.get(workspaceId) ?? nothing)
    if (differences.length > 0) repairs.push({ workspaceId, differences })
  }
  return repairs
}

const repairOne = (
  services: Services,
  workspaceId: string,
  customerId: string,
  { refundIds, disputeIds }: Gone,
): Promise<Repair['differences']> =>
  services.dbs.platform.transaction(async (tx) => {
    await lockBilling(tx, workspaceId)
    const before = await snapshot(tx, workspaceId)
    // Asked before anything is written: a counter that predictions wait for is never held over the network.
    const invoices = await recentInvoices(services, tx, customerId)
    const usage = await usageDifference(services, tx, workspaceId, customerId)
    await reconcileCustomer(services, tx, customerId)
    for (const { invoice, payments } of invoices) {
      const invoiceId = await mirrorInvoice(tx, workspaceId, invoice)
      await mirrorPayments(tx, { workspaceId, invoiceId }, payments)
    }
    const createdFrom = lookBackFrom(services)
    await takeOverCorrections(services, tx, { customerId, createdFrom, refundIds })
    for (const id of disputeIds) await takeOverDispute(services, tx, id)
    const after = await snapshot(tx, workspaceId)
    const differences: Repair['differences'] = []
    if (before.subscriptions !== after.subscriptions) differences.push('subscription')
    if (before.invoices !== after.invoices) differences.push('invoices')
    if (before.corrections !== after.corrections) differences.push('corrections')
    if (usage !== null) differences.push('usage')
    if (differences.length > 0) {
      const subject = { type: 'workspace', id: workspaceId }
      const detail = { differences, ...(usage === null ? {} : { usage }) }
      await writeAudit(tx, asSystem(services, workspaceId), 'billing.differed_from_stripe', subject, detail)
    }
    return differences
  })

const lookBackFrom = (services: Pick<Services, 'now'>): Date =>
  new Date(services.now().getTime() - lookBackDays * 86_400_000)

type Recent = { invoice: GatewayInvoice; payments: GatewayPayment[] }

const recentInvoices = async (services: Services, tx: Tx, customerId: string): Promise<Recent[]> => {
  const found: Recent[] = []
  for (const id of await services.stripe.listInvoiceIds({
    customerId,
    createdFrom: lookBackFrom(services),
  })) {
    const invoice = await services.stripe.fetchInvoice(id)
    found.push({ invoice, payments: await fetchPayments(services, tx, invoice) })
  }
  return found
}

type Gone = { refundIds: readonly string[]; disputeIds: readonly string[] }
const nothing: Gone = { refundIds: [], disputeIds: [] }

/** Refunds and disputes by the workspace whose payment they take back. */
const recentlyGone = async (services: Services): Promise<Map<string, Gone>> => {
  const { stripe, dbs } = services
  const found = new Map<string, Gone>()
  const add = async (paymentIntentId: string, more: (of: Gone) => Gone): Promise<void> => {
    const origin = await originOf(dbs.platform, paymentIntentId)
    if (origin !== null) found.set(origin.workspaceId, more(found.get(origin.workspaceId) ?? nothing))
  }
  const since = { createdFrom: lookBackFrom(services) }
  for (const id of await stripe.listRefundIds(since))
    await add((await stripe.fetchRefund(id)).paymentIntentId, (of) => ({
      ...of,
      refundIds: [...of.refundIds, id],
    }))
  for (const id of await stripe.listDisputeIds(since))
    await add((await stripe.fetchDispute(id)).paymentIntentId, (of) => ({
      ...of,
      disputeIds: [...of.disputeIds, id],
    }))
  return found
}

type Snapshot = { subscriptions: string; invoices: string; corrections: string }

const snapshot = async (tx: Tx, workspaceId: string): Promise<Snapshot> => {
  const [row] = await tx.execute<{ subscriptions: string; invoices: string }>(sql`select
    (select coalesce(json_agg(s order by s.id), '[]') from (
      select id, status, plan_version_id, current_period_start, current_period_end, cancel_at_period_end, ended_at
      from subscription where workspace_id = ${workspaceId}) s)::text as subscriptions,
    (select coalesce(json_agg(i order by i.id), '[]') from (
      select id, status, number, total_minor, amount_paid_minor, amount_due_minor, finalized_at
      from invoice where workspace_id = ${workspaceId}) i)::text as invoices`)
  return {
    subscriptions: row?.subscriptions ?? '',
    invoices: row?.invoices ?? '',
    corrections: `${await correctionsText(tx, workspaceId)}\n${await disputesText(tx, workspaceId)}`,
  }
}

/** The running period's acknowledged quantity here and Stripe's own sum; null where they agree. */
const usageDifference = async (
  services: Services,
  tx: Tx,
  workspaceId: string,
  customerId: string,
): Promise<{ ours: string; stripe: string } | null> => {
  const latest = await latestBalance(tx, workspaceId)
  if (latest === null) return null
  const counts = await countAtStripe(services, tx, { customerId, ...latest })
  return counts === null || counts.ours === counts.stripe
    ? null
    : { ours: counts.ours, stripe: counts.stripe }
}
