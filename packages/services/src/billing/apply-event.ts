import { StripeGatewayError, type WebhookTarget, webhookTarget } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, asc, eq, isNull, lt } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { takeOverCreditNote, takeOverInvoice, takeOverRefund } from '../correction/take-over.ts'
import { applyTopUpCheckout } from '../credit/settle-top-up.ts'
import { takeOverDispute } from '../dispute/take-over-dispute.ts'
import { emitWebhook } from '../webhook/emit.ts'
import { billMeters } from './bill-meters.ts'
import { billVoided } from './bill-voided.ts'
import { reconcileCustomer } from './reconcile-subscription.ts'
import { flushUsage } from './send-usage.ts'
import { findLive } from './subscription-rows.ts'

type Applying = Pick<Services, 'stripe' | 'dbs' | 'now' | 'publicUrl'>

/**
 * Applies a stored webhook. The event only says where to look: the object is fetched anew, so that any
 * order and number of deliveries ends in the same state. What it changes and the mark that it was handled
 * are one transaction. Rejects, and is tried again by the queue, while Stripe cannot be reached.
 */
export const applyStripeEvent = async (
  services: Applying,
  { stripeEventId }: { stripeEventId: string },
): Promise<void> => {
  const { platform } = services.dbs
  const { stripeEvent } = tables
  let then: Afterwards | null = null
  try {
    await platform.transaction(async (tx) => {
      const [event] = await tx
        .select()
        .from(stripeEvent)
        .where(and(eq(stripeEvent.id, stripeEventId), isNull(stripeEvent.handledAt)))
        .for('update')
      if (!event) return
      then = await applyTarget(services, tx, event.type, webhookTarget(event.payload))
      await tx
        .update(stripeEvent)
        .set({ handledAt: services.now(), error: null })
        .where(eq(stripeEvent.id, event.id))
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await platform
      .update(stripeEvent)
      .set({ error: message.slice(0, 2_000) })
      .where(eq(stripeEvent.id, stripeEventId))
    throw error
  }
  // A draft waits an hour for late usage; what is not sent now, the next gathering sends.
  if (then !== null) await carryOn(services, then)
}

/** What an invoice asks for once it is committed: a renewal's draft its usage, a voided renewal its own invoice. */
type Afterwards = { workspaceId: string } & ({ stripeInvoiceId: string } | { voidedInvoiceId: string })

const carryOn = async (services: Applying, then: Afterwards): Promise<void> => {
  const { workspaceId } = then
  if ('voidedInvoiceId' in then) return billVoided(services, workspaceId, then.voidedInvoiceId)
  const { stripeInvoiceId } = then
  await flushUsage(services, workspaceId)
  await billMeters(services, workspaceId, { stripeInvoiceId, ended: true })
}

/** Resolves to what is to be done afterwards. */
const applyTarget = async (
  services: Applying,
  tx: Tx,
  type: string,
  target: WebhookTarget,
): Promise<Afterwards | null> => {
  try {
    if (target.type === 'subscription') await applySubscription(services, tx, target.id)
    if (target.type === 'checkout') {
      const subscriptionId = await services.stripe.fetchCheckoutSubscription(target.id)
      if (subscriptionId !== null) await applySubscription(services, tx, subscriptionId)
      else await applyTopUpCheckout(services, tx, target.id)
    }
    if (target.type === 'credit_note') await takeOverCreditNote(services, tx, target.id)
    if (target.type === 'refund') await takeOverRefund(services, tx, target.id)
    if (target.type === 'dispute') await takeOverDispute(services, tx, target.id)
    if (target.type === 'invoice') return await applyInvoice(services, tx, type, target.id)
  } catch (error) {
    // Deleted since, such as a draft that was discarded: there is no state left to take over.
    if (!(error instanceof StripeGatewayError && error.code === 'not_found')) throw error
  }
  return null
}

const applySubscription = async (services: Applying, tx: Tx, id: string): Promise<void> => {
  const { customerId } = await services.stripe.fetchSubscription(id)
  await reconcileCustomer(services, tx, customerId)
}

const applyInvoice = async (
  services: Applying,
  tx: Tx,
  type: string,
  id: string,
): Promise<Afterwards | null> => {
  const mirrored = await takeOverInvoice(services, tx, id)
  if (mirrored === null) return null
  const { workspaceId, invoiceId, current } = mirrored
  // An event of old says nothing of an invoice that was paid since.
  if (type === 'invoice.payment_failed' && current.status === 'open') {
    const { number, currency } = current
    const told = { invoiceId, number, currency, amountDueMinor: current.amountDueMinor.toString() }
    await emitWebhook(tx, workspaceId, 'invoice.payment_failed', told, services.now())
  }
  if (current.subscriptionId === null) return null
  const live = await findLive(tx, workspaceId)
  const paused = live?.subscription.pausedAt != null
  if (current.status === 'void' && current.reason === 'subscription_cycle')
    return paused ? { workspaceId, voidedInvoiceId: invoiceId } : null
  // What a pause voids carries nothing of ours: it waits for the first invoice after it.
  return current.status === 'draft' && !paused ? { workspaceId, stripeInvoiceId: id } : null
}

/** Queues again what was received and never applied, whatever became of its job. */
export const replayStripeEvents = async (
  services: Pick<Services, 'dbs' | 'now'>,
  olderThanMs = 5 * 60_000,
): Promise<number> => {
  const { stripeEvent } = tables
  const before = new Date(services.now().getTime() - olderThanMs)
  return services.dbs.platform.transaction(async (tx) => {
    const rows = await tx
      .select({ id: stripeEvent.id })
      .from(stripeEvent)
      .where(and(isNull(stripeEvent.handledAt), lt(stripeEvent.receivedAt, before)))
      .orderBy(asc(stripeEvent.receivedAt))
      .limit(500)
    for (const { id } of rows)
      await enqueue(tx, 'stripe.apply_event', { stripeEventId: id }, { key: `replay ${id}` })
    return rows.length
  })
}
