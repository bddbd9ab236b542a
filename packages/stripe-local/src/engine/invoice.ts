import type { Customer, Invoice, Line, Subscription } from '../model.ts'
import { changeBalance } from './balance.ts'
import { drawCredits } from './credits.ts'
import { newId, randomText } from './ids.ts'
import { lineFromItem, refreshUsage } from './lines.ts'
import { liveDiscounts, spendDiscounts } from './subscription-discounts.ts'
import { withTotals } from './totals.ts'
import type { Work } from './work.ts'

/** A draft waits this long for late usage and corrections before it is finalised. */
export const draftSeconds = 3600
const daySeconds = 86_400

export interface DraftFields {
  customer: Customer
  subscription: Subscription | null
  reason: string
  period: { start: number; end: number }
  lines: Line[]
  currency: string
  now: number
  /** Takes the customer's pending invoice items onto this invoice. */
  withPendingItems: boolean
  autoAdvance?: boolean
  collectionMethod?: Invoice['collection_method']
  daysUntilDue?: number | null
  description?: string | null
  metadata?: Record<string, string>
  /** Ids; the subscription's own when absent. */
  discounts?: string[]
  taxRates?: string[]
  quote?: string
  footer?: string | null
  dueDate?: number
}

/** Writes a draft and emits `invoice.created`. */
export async function createDraft(work: Work, fields: DraftFields): Promise<Invoice> {
  const id = newId('in')
  const { customer, subscription, now } = fields
  const pending = fields.withPendingItems ? await pendingLines(work, fields, id) : []
  const discounts =
    fields.discounts ?? (subscription === null ? [] : await liveDiscounts(work, subscription, now))
  const invoice = buildInvoice(id, { ...fields, discounts, lines: [...fields.lines, ...pending] })
  const priced = await withTotals(work, invoice, customer)
  await work.create('invoice', priced, 'invoice.created')
  if (subscription !== null) {
    await setLatest(work, subscription.id, id)
    await spendDiscounts(work, subscription.id, priced, now)
  }
  if (invoice.auto_advance) await work.setTimer(id, 'finalize', now + draftSeconds, customer.test_clock)
  return await work.get('invoice', id)
}

async function setLatest(work: Work, subscriptionId: string, invoice: string): Promise<void> {
  const subscription = await work.get('subscription', subscriptionId)
  await work.save('subscription', { ...subscription, latest_invoice: invoice })
}

async function pendingLines(work: Work, fields: DraftFields, invoice: string): Promise<Line[]> {
  const items = await work.where('invoiceitem', {
    match: { customer: fields.customer.id, invoice: null, currency: fields.currency },
  })
  const own = fields.subscription?.id ?? null
  const mine = items.filter((item) => item._subscription === null || item._subscription === own)
  const lines: Line[] = []
  for (const item of mine) lines.push(await lineFromItem(work, item, invoice))
  return lines
}

function buildInvoice(id: string, fields: DraftFields): Invoice {
  const { customer, subscription, now } = fields
  const method = fields.collectionMethod ?? subscription?.collection_method ?? 'charge_automatically'
  const days = fields.daysUntilDue ?? subscription?.days_until_due ?? null
  const paused = subscription?.pause_collection?.behavior
  const autoAdvance = paused === 'keep_as_draft' ? false : (fields.autoAdvance ?? true)
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Local Stripe',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: autoAdvance,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: autoAdvance ? now + draftSeconds : null,
    billing_reason: fields.reason,
    collection_method: method,
    created: now,
    currency: fields.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer['address'] ?? null,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer['phone'] ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer['tax_exempt'] ?? 'none',
    customer_tax_ids: [],
    // Left open, so that a retry asks the card that the subscription has by then.
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: fields.description ?? null,
    discounts: fields.discounts ?? [],
    due_date: method === 'send_invoice' ? (fields.dueDate ?? now + (days ?? 30) * daySeconds) : null,
    effective_at: null,
    ending_balance: null,
    footer: fields.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: {
      object: 'list',
      data: fields.lines.map((line) => ({ ...line, invoice: id })),
      has_more: false,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: false,
    metadata: fields.metadata ?? {},
    next_payment_attempt: autoAdvance && method === 'charge_automatically' ? now + draftSeconds : null,
    number: null,
    on_behalf_of: null,
    parent:
      subscription === null
        ? fields.quote === undefined
          ? null
          : { type: 'quote_details', quote_details: { quote: fields.quote }, subscription_details: null }
        : {
            type: 'subscription_details',
            quote_details: null,
            subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
          },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: fields.period.end,
    period_start: fields.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    _default_tax_rates: fields.taxRates ?? subscription?._default_tax_rates ?? [],
    ...(paused === undefined ? {} : { _paused: paused }),
    _payment_intent: null,
    _token: `test_${randomText(40)}`,
  }
}

/** Fixes the draft's lines and number, and settles it against the customer's credit balance. */
export async function finalize(work: Work, draft: Invoice, now: number): Promise<Invoice> {
  const customer = await work.customer(draft.customer)
  const lines: Line[] = []
  for (const line of draft.lines.data) lines.push(await refreshUsage(work, customer.id, line))
  const discounted = await withTotals(work, { ...draft, lines: { ...draft.lines, data: lines } }, customer)
  const summed = await withTotals(work, await drawCredits(work, discounted, now), customer)
  const used = summed.total - summed.amount_due
  const sequence = customer.next_invoice_sequence
  await work.save('customer', { ...customer, next_invoice_sequence: sequence + 1 })
  const { balance } = await changeBalance(work, customer.id, used, {
    type: 'applied_to_invoice',
    invoice: draft.id,
    now,
    currency: draft.currency,
  })
  const hosted = `${work.settings.publicUrl}/i/${String(draft['_token'])}`
  const open: Invoice = {
    ...summed,
    status: 'open',
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    automatically_finalizes_at: null,
    effective_at: now,
    ending_balance: balance,
    hosted_invoice_url: hosted,
    invoice_pdf: `${hosted}/pdf`,
    status_transitions: { ...draft.status_transitions, finalized_at: now },
  }
  await work.clearTimer(draft.id, 'finalize')
  await work.save('invoice', open)
  await work.emit('invoice.finalized', open)
  return open
}
