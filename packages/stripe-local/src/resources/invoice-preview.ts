import { changeItems } from '../engine/change.ts'
import { idFrom } from '../engine/ids.ts'
import { createDraft } from '../engine/invoice.ts'
import { type Api, present } from '../engine/present.ts'
import { endedPeriod, endPeriod } from '../engine/renew.ts'
import { subscribe } from '../engine/subscribe.ts'
import { redeemAll } from '../engine/subscription-discounts.ts'
import { invalid } from '../http/errors.ts'
import { type Call, Undone } from '../http/route.ts'
import type { Invoice, Subscription } from '../model.ts'
import { readDiscounts } from './discount-params.ts'
import { readItem } from './invoice-item-params.ts'
import { readBehavior, readChanges, readNewItems } from './subscription-params.ts'

/**
 * What the next invoice would be: the change and the renewal are really carried out, read, and undone,
 * so that a preview cannot disagree with the invoice that follows.
 */
export async function createPreview(call: Call): Promise<Api> {
  const { work, params } = call
  params.accept('automatic_tax', 'preview_mode', 'currency')
  const subscriptionId = params.text('subscription')
  await addTerms(call, subscriptionId)
  const details = params.object('subscription_details')
  const invoice =
    subscriptionId === undefined
      ? await previewNew(call, details)
      : await previewExisting(call, await work.get('subscription', subscriptionId, 'subscription'), details)
  params.finish()
  if (invoice === null) throw invalid('No upcoming invoices for customer', undefined, 'invoice_upcoming_none')
  const shown = await present(work, invoice)
  throw new Undone({
    ...shown,
    id: idFrom('upcoming_in', invoice.customer),
    status: 'draft',
    number: null,
    billing_reason: 'upcoming',
    hosted_invoice_url: null,
  })
}

/** Discounts and charges that are only supposed. */
async function addTerms({ work, params }: Call, subscriptionId: string | undefined): Promise<void> {
  const subscription =
    subscriptionId === undefined ? null : await work.get('subscription', subscriptionId, 'subscription')
  const customerId = subscription?.customer ?? params.text('customer')
  const refs = readDiscounts(params)
  const entries = params.list('invoice_items') ?? []
  if (customerId === undefined) return
  const customer = await work.customer(customerId)
  const at = await work.clockTime(customer.test_clock)
  if (subscription !== null && refs !== undefined) {
    const discounts = await redeemAll(work, refs, subscription, Number.MAX_SAFE_INTEGER, at)
    await work.save('subscription', { ...subscription, discounts })
  }
  for (const entry of entries) {
    const currency = entry.text('currency') ?? subscription?.currency ?? null
    await work.create('invoiceitem', await readItem(work, entry, { customer, at, currency }))
  }
}

type Details = ReturnType<Call['params']['object']>

async function previewExisting(
  call: Call,
  subscription: Subscription,
  details: Details,
): Promise<Invoice | null> {
  const { work, params } = call
  params.accept('customer')
  const changes = details === undefined ? [] : await readChanges(work, details)
  const proration = details === undefined ? 'create_prorations' : readBehavior(details)
  const prorationDate = details?.int('proration_date') ?? null
  const anchor = details?.object('billing_cycle_anchor')?.oneOf('type', ['now', 'unchanged'] as const)
  if (subscription.ended_at !== null || (subscription.cancel_at_period_end && changes.length === 0))
    return null
  const now = await work.clockTime(subscription.test_clock)
  if (changes.length === 0 && anchor !== 'now') return await renewal(call, subscription)
  const before = subscription.latest_invoice
  const fields = { items: changes, proration, prorationDate, resetAnchor: anchor === 'now' }
  const after = await changeItems(work, subscription, fields, now)
  if (after.latest_invoice !== null && after.latest_invoice !== before)
    return await work.get('invoice', after.latest_invoice)
  return await renewal(call, after)
}

async function renewal({ work }: Call, subscription: Subscription): Promise<Invoice | null> {
  return await endPeriod(work, subscription, endedPeriod(subscription).end)
}

async function previewNew(call: Call, details: Details): Promise<Invoice | null> {
  const { work, params } = call
  const customer = await work.customer(params.required('customer'))
  const now = await work.clockTime(customer.test_clock)
  if (details === undefined)
    return await createDraft(work, {
      customer,
      subscription: null,
      reason: 'upcoming',
      period: { start: now, end: now },
      lines: [],
      currency: 'usd',
      now,
      withPendingItems: true,
    })
  const started = await subscribe(work, {
    customer,
    items: await readNewItems(work, details),
    defaultPaymentMethod: null,
    trialEnd: details.int('trial_end') ?? null,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    metadata: {},
    description: null,
    paymentBehavior: 'default_incomplete',
    collectionMethod: 'charge_automatically',
    daysUntilDue: null,
    billingCycleAnchor: null,
  })
  const { latest_invoice: id } = await work.get('subscription', started.id)
  return id === null ? null : await work.get('invoice', id)
}
