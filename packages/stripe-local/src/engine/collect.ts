import { invalid } from '../http/errors.ts'
import type { Invoice, PaymentMethod, Subscription } from '../model.ts'
import { changeBalance } from './balance.ts'
import { restoreCredits } from './credits.ts'
import { finalize } from './invoice.ts'
import { type Attempt, attemptCharge } from './invoice-payment.ts'
import { endSubscription } from './subscription-state.ts'
import type { Work } from './work.ts'

const daySeconds = 86_400
/** Days from one failed attempt to the next; after the last one the subscription ends or becomes unpaid. */
const retryDays = [3, 5, 7]

export interface Collected {
  invoice: Invoice
  /** Null when paid, or when nothing was tried. */
  decline: string | null
}

/** Finalises a draft and, where the customer is charged automatically, collects it at once. */
export async function finalizeAndCollect(work: Work, draft: Invoice, now: number): Promise<Collected> {
  const open = await finalize(work, draft, now)
  if (open._paused === 'void' || open._paused === 'mark_uncollectible')
    return {
      invoice: await closeInvoice(work, open, open._paused === 'void' ? 'void' : 'uncollectible', now),
      decline: null,
    }
  if (open.amount_due === 0) return { invoice: await markPaid(work, open, now), decline: null }
  if (open.collection_method === 'send_invoice' || !open.auto_advance) return { invoice: open, decline: null }
  return await collect(work, open, now)
}

/** One attempt to charge an open invoice, with everything that follows from its outcome. */
export async function collect(
  work: Work,
  open: Invoice,
  now: number,
  explicit?: PaymentMethod,
): Promise<Collected> {
  const method = explicit ?? (await methodFor(work, open))
  const attempt = await attemptCharge(work, open, method, now)
  const attempted: Invoice = {
    ...open,
    attempted: true,
    attempt_count: open.attempt_count + 1,
    _payment_intent: attempt.intent.id,
  }
  if (attempt.decline === null) return { invoice: await markPaid(work, attempted, now), decline: null }
  return { invoice: await markFailed(work, attempted, attempt, now), decline: attempt.decline }
}

/** The card that pays: the invoice's own, the subscription's, then the customer's default. */
export async function methodFor(work: Work, invoice: Invoice): Promise<PaymentMethod | null> {
  const subscription = await subscriptionOf(work, invoice)
  const customer = await work.customer(invoice.customer)
  const id =
    invoice.default_payment_method ??
    subscription?.default_payment_method ??
    customer.invoice_settings.default_payment_method
  if (id === null) return null
  const method = await work.find('payment_method', id)
  return method?.customer === customer.id ? method : null
}

export async function subscriptionOf(work: Work, invoice: Invoice): Promise<Subscription | undefined> {
  const id = invoice.parent?.subscription_details?.subscription
  return id === undefined ? undefined : await work.find('subscription', id)
}

export async function markPaid(work: Work, open: Invoice, now: number): Promise<Invoice> {
  return await closePaid(work, { ...open, attempted: true, amount_paid: open.amount_due }, now)
}

/** Closes an invoice of which nothing remains to be paid. */
export async function closePaid(work: Work, open: Invoice, now: number): Promise<Invoice> {
  const paid: Invoice = {
    ...open,
    status: 'paid',
    amount_remaining: 0,
    next_payment_attempt: null,
    status_transitions: { ...open.status_transitions, paid_at: now },
  }
  await work.clearTimer(open.id)
  await work.save('invoice', paid)
  await work.emit('invoice.paid', paid)
  await work.emit('invoice.payment_succeeded', paid)
  await restoreSubscription(work, paid)
  return paid
}

async function restoreSubscription(work: Work, invoice: Invoice): Promise<void> {
  const subscription = await subscriptionOf(work, invoice)
  if (subscription === undefined || subscription.latest_invoice !== invoice.id) return
  if (!['incomplete', 'past_due', 'unpaid'].includes(subscription.status)) return
  await work.clearTimer(subscription.id, 'expire_incomplete')
  await work.update(
    'subscription',
    subscription,
    { ...subscription, status: 'active' },
    'customer.subscription.updated',
  )
}

async function markFailed(work: Work, open: Invoice, attempt: Attempt, now: number): Promise<Invoice> {
  const subscription = await subscriptionOf(work, open)
  const days = open.billing_reason === 'subscription_create' ? undefined : retryDays[open.attempt_count - 1]
  const next = days === undefined ? null : now + days * daySeconds
  const failed: Invoice = { ...open, next_payment_attempt: next, auto_advance: next !== null }
  await work.save('invoice', failed)
  if (next === null) await work.clearTimer(open.id, 'retry')
  else await work.setTimer(open.id, 'retry', next, open.test_clock)
  await work.emit('invoice.payment_failed', failed)
  if (attempt.decline === 'authentication_required')
    await work.emit('invoice.payment_action_required', failed)
  if (subscription !== undefined) await dunSubscription(work, subscription, next === null, now)
  return failed
}

async function dunSubscription(
  work: Work,
  subscription: Subscription,
  lastAttempt: boolean,
  now: number,
): Promise<void> {
  if (!['active', 'trialing', 'past_due'].includes(subscription.status)) return
  if (!lastAttempt) {
    const next: Subscription = { ...subscription, status: 'past_due' }
    await work.update('subscription', subscription, next, 'customer.subscription.updated')
    return
  }
  if (work.settings.afterFinalRetry === 'unpaid') {
    const next: Subscription = { ...subscription, status: 'unpaid' }
    await work.update('subscription', subscription, next, 'customer.subscription.updated')
    return
  }
  await endSubscription(work, subscription, now, 'payment_failed')
}

/** Voids an open invoice, or gives up on it; what a balance paid towards a voided one goes back. */
export async function closeInvoice(
  work: Work,
  before: Invoice,
  status: 'void' | 'uncollectible',
  now: number,
): Promise<Invoice> {
  const stamp = status === 'void' ? { voided_at: now } : { marked_uncollectible_at: now }
  const next: Invoice = {
    ...before,
    status,
    auto_advance: false,
    next_payment_attempt: null,
    amount_remaining: status === 'void' ? 0 : before.amount_remaining,
    status_transitions: { ...before.status_transitions, ...stamp },
  }
  await work.clearTimer(before.id)
  const applied = (before.ending_balance ?? before.starting_balance) - before.starting_balance
  if (status === 'void' && applied !== 0)
    await changeBalance(work, before.customer, -applied, {
      type: 'unapplied_from_invoice',
      invoice: before.id,
      now,
      currency: before.currency,
    })
  if (status === 'void') await restoreCredits(work, before, now)
  const event = status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible'
  return await work.update('invoice', before, next, event)
}

/** @throws StripeError 400 when the invoice is in another state */
export function assertStatus(invoice: Invoice, allowed: Invoice['status'][], verb: string): void {
  if (allowed.includes(invoice.status)) return
  throw invalid(
    `You can't ${verb} an invoice with status ${invoice.status}.`,
    undefined,
    invoice.status === 'paid' ? 'invoice_already_paid' : 'invoice_not_editable',
  )
}
