import type Stripe from 'stripe'
import { StripeGatewayError } from './errors.ts'
import type { GatewayInvoice, GatewayInvoiceLine, GatewaySubscription } from './gateway.ts'

export const instant = (seconds: number): Date => new Date(seconds * 1000)
export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)
export const instantOrNull = (value: number | null | undefined): Date | null =>
  value === null || value === undefined ? null : instant(value)
export const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null)

/** Where an invoice's metadata names what it was made from. */
export const referenceKey = 'assay_reference'
/** Where an item's metadata says what it is. */
export const kindKey = 'assay_kind'
const ownKinds = ['tax', 'ads'] as const

export const sumOf = (parts: readonly { amount: number }[] | null | undefined): bigint =>
  (parts ?? []).reduce((sum, { amount }) => sum + BigInt(amount), 0n)

const subscriptionStatuses = [
  'active',
  'trialing',
  'past_due',
  'unpaid',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const
const invoiceStatuses = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const

export const oneOf = <T extends string>(known: readonly T[], value: string | null, what: string): T => {
  const found = known.find((name) => name === value)
  if (found === undefined)
    throw new StripeGatewayError('invalid_request', `Stripe sent an unknown ${what}: ${value}`)
  return found
}

export const toSubscription = (from: Stripe.Subscription): GatewaySubscription => {
  const [first] = from.items.data
  if (first === undefined) throw new StripeGatewayError('invalid_request', `${from.id} has no items`)
  return {
    id: from.id,
    customerId: idOf(from.customer) ?? '',
    status: oneOf(subscriptionStatuses, from.status, 'subscription status'),
    items: from.items.data.map((item) => ({
      priceId: item.price.id,
      quantity: item.price.recurring?.usage_type === 'metered' ? null : (item.quantity ?? 1),
    })),
    currentPeriodStart: instant(Math.min(...from.items.data.map((item) => item.current_period_start))),
    currentPeriodEnd: instant(Math.min(...from.items.data.map((item) => item.current_period_end))),
    anchor: instant(from.billing_cycle_anchor),
    cancelAtPeriodEnd: from.cancel_at_period_end,
    startedAt: instant(from.start_date),
    endedAt: instantOrNull(from.ended_at),
    trialEnd: instantOrNull(from.trial_end),
    paused: from.pause_collection !== null,
    livemode: from.livemode,
  }
}

const toLine = (from: Stripe.InvoiceLineItem): GatewayInvoiceLine => ({
  id: from.id,
  description: from.description ?? '',
  priceId: idOf(from.pricing?.price_details?.price),
  quantity: from.quantity ?? 0,
  amountMinor: BigInt(from.amount),
  currency: from.currency,
  periodStart: instant(from.period.start),
  periodEnd: instant(from.period.end),
  proration:
    from.parent?.subscription_item_details?.proration ??
    from.parent?.invoice_item_details?.proration ??
    false,
  itemId: from.parent?.invoice_item_details?.invoice_item ?? null,
  discountMinor: sumOf(from.discount_amounts),
  taxMinor: sumOf(from.taxes),
  taxIncludedMinor: sumOf(from.taxes?.filter((tax) => tax.tax_behavior === 'inclusive')),
  ownKind: ownKinds.find((kind) => kind === from.metadata?.[kindKey]) ?? null,
})

export const toInvoice = (from: Stripe.Invoice, lines: Stripe.InvoiceLineItem[]): GatewayInvoice => ({
  id: from.id ?? '',
  customerId: idOf(from.customer) ?? '',
  subscriptionId: idOf(from.parent?.subscription_details?.subscription),
  number: from.number,
  status: oneOf(invoiceStatuses, from.status, 'invoice status'),
  reason: from.billing_reason ?? 'manual',
  currency: from.currency,
  totalMinor: BigInt(from.total),
  amountPaidMinor: BigInt(from.amount_paid),
  amountDueMinor: BigInt(from.amount_due),
  taxMinor: sumOf(from.total_taxes),
  forgivenMinor: BigInt(from.pre_payment_credit_notes_amount),
  givenBackMinor: BigInt(from.post_payment_credit_notes_amount),
  attempts: from.attempt_count,
  periodStart: instant(from.period_start),
  periodEnd: instant(from.period_end),
  createdAt: instant(from.created),
  finalizedAt: instantOrNull(from.status_transitions.finalized_at),
  paidAt: instantOrNull(from.status_transitions.paid_at),
  nextAttemptAt: instantOrNull(from.next_payment_attempt),
  hostedUrl: from.hosted_invoice_url ?? null,
  livemode: from.livemode,
  reference: from.metadata?.[referenceKey] ?? null,
  lines: lines.map(toLine),
})
