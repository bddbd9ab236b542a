import type Stripe from 'stripe'
import type { CreditNoteOrder, GatewayCreditNote, GatewayPayment, GatewayRefund } from './gateway.ts'
import { idOf, instant, instantOrNull, oneOf, referenceKey, seconds, sumOf } from './mapping.ts'

const refundStatuses = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const

const toCreditNote = (from: Stripe.CreditNote, lines: Stripe.CreditNoteLineItem[]): GatewayCreditNote => {
  const refunds = from.refunds.map((one) => ({
    id: idOf(one.refund) ?? '',
    amountMinor: BigInt(one.amount_refunded),
  }))
  const refundedMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const outsideMinor = BigInt(from.out_of_band_amount ?? 0)
  return {
    id: from.id,
    invoiceId: idOf(from.invoice) ?? '',
    customerId: idOf(from.customer) ?? '',
    number: from.number,
    status: from.status === 'void' ? 'void' : 'issued',
    reason: from.reason,
    memo: from.memo ?? '',
    reference: from.metadata?.[referenceKey] ?? null,
    currency: from.currency,
    totalMinor: BigInt(from.total),
    taxMinor: sumOf(from.total_taxes),
    forgivenMinor: BigInt(from.pre_payment_amount),
    refundedMinor,
    balanceMinor: BigInt(from.post_payment_amount) - refundedMinor - outsideMinor,
    outsideMinor,
    refunds,
    lines: lines.map((line) => ({
      description: line.description ?? '',
      amountMinor: BigInt(line.amount),
      taxMinor: sumOf(line.taxes),
      lineId: line.invoice_line_item ?? null,
    })),
    issuedAt: instant(from.effective_at ?? from.created),
    voidedAt: instantOrNull(from.voided_at),
  }
}

const withLines = async (stripe: Stripe, note: Stripe.CreditNote): Promise<GatewayCreditNote> => {
  if (!note.lines.has_more) return toCreditNote(note, note.lines.data)
  const lines: Stripe.CreditNoteLineItem[] = []
  for await (const line of stripe.creditNotes.listLineItems(note.id, { limit: 100 })) lines.push(line)
  return toCreditNote(note, lines)
}

export const fetchCreditNote = async (stripe: Stripe, id: string): Promise<GatewayCreditNote> =>
  withLines(stripe, await stripe.creditNotes.retrieve(id))

export const listCreditNoteIds = async (
  stripe: Stripe,
  of: { invoiceId: string } | { customerId: string; createdFrom: Date },
): Promise<string[]> => {
  const ids: string[] = []
  const query =
    'invoiceId' in of
      ? { invoice: of.invoiceId }
      : { customer: of.customerId, created: { gte: seconds(of.createdFrom) } }
  for await (const { id } of stripe.creditNotes.list({ ...query, limit: 100 })) ids.push(id)
  return ids
}

/** What goes back of what was paid: of an open invoice the unpaid part is forgiven first. */
const orderOf = async (stripe: Stripe, order: CreditNoteOrder) => {
  const invoice = await stripe.invoices.retrieve(order.invoiceId)
  const amount = Number(order.amountMinor)
  const unpaid = invoice.status === 'open' ? invoice.amount_remaining : 0
  const back = Math.max(0, amount - unpaid)
  return {
    invoice: order.invoiceId,
    amount,
    ...(back === 0 ? {} : order.to === 'refund' ? { refund_amount: back } : { credit_amount: back }),
    ...(order.reason === null ? {} : { reason: order.reason }),
    ...(order.memo === '' ? {} : { memo: order.memo }),
  }
}

export const previewCreditNote = async (
  stripe: Stripe,
  order: CreditNoteOrder,
): Promise<GatewayCreditNote> => {
  const note = await stripe.creditNotes.preview(await orderOf(stripe, order))
  const planned = toCreditNote(note, note.lines.data)
  // A preview may name no refund, because there is none yet.
  const back = planned.balanceMinor + planned.refundedMinor
  return order.to === 'refund' ? { ...planned, refundedMinor: back, balanceMinor: 0n } : planned
}

export const createCreditNote = async (
  stripe: Stripe,
  { reference, ...order }: CreditNoteOrder & { reference: string },
): Promise<GatewayCreditNote> => {
  // Stripe forgets idempotency keys after a day, and its metadata never.
  for await (const note of stripe.creditNotes.list({ invoice: order.invoiceId, limit: 100 }))
    if (note.metadata?.[referenceKey] === reference) return withLines(stripe, note)
  const made = await stripe.creditNotes.create(
    { ...(await orderOf(stripe, order)), metadata: { [referenceKey]: reference } },
    { idempotencyKey: `credit_note_${reference}` },
  )
  return withLines(stripe, made)
}

const toRefund = (from: Stripe.Refund): GatewayRefund => ({
  id: from.id,
  paymentIntentId: idOf(from.payment_intent) ?? '',
  status: oneOf(refundStatuses, from.status, 'refund status'),
  reason: from.reason,
  currency: from.currency,
  amountMinor: BigInt(from.amount),
  issuedAt: instant(from.created),
})

export const fetchRefund = async (stripe: Stripe, id: string): Promise<GatewayRefund> =>
  toRefund(await stripe.refunds.retrieve(id))

export const createRefund = async (
  stripe: Stripe,
  order: { paymentIntentId: string; amountMinor: bigint; reference: string },
): Promise<GatewayRefund> => {
  // Stripe forgets idempotency keys after a day, and its metadata never.
  for await (const one of stripe.refunds.list({ payment_intent: order.paymentIntentId, limit: 100 }))
    if (one.metadata?.[referenceKey] === order.reference) return toRefund(one)
  const made = await stripe.refunds.create(
    {
      payment_intent: order.paymentIntentId,
      amount: Number(order.amountMinor),
      reason: 'requested_by_customer',
      metadata: { [referenceKey]: order.reference },
    },
    { idempotencyKey: `refund_${order.reference}` },
  )
  return toRefund(made)
}

export const listRefundIds = async (stripe: Stripe, createdFrom: Date): Promise<string[]> => {
  const ids: string[] = []
  for await (const { id } of stripe.refunds.list({ created: { gte: seconds(createdFrom) }, limit: 100 }))
    ids.push(id)
  return ids
}

const feeOf = async (stripe: Stripe, paymentIntentId: string): Promise<GatewayPayment['fee']> => {
  const intent = await stripe.paymentIntents.retrieve(paymentIntentId, {
    expand: ['latest_charge.balance_transaction'],
  })
  const charge = intent.latest_charge
  const settled = charge !== null && typeof charge === 'object' ? charge.balance_transaction : null
  return settled !== null && typeof settled === 'object'
    ? { minor: BigInt(settled.fee), currency: settled.currency }
    : null
}

export const listPayments = async (stripe: Stripe, invoiceId: string): Promise<GatewayPayment[]> => {
  const payments: GatewayPayment[] = []
  for await (const one of stripe.invoicePayments.list({ invoice: invoiceId, status: 'paid', limit: 100 })) {
    const paymentIntentId = idOf(one.payment.payment_intent)
    if (paymentIntentId === null) continue
    payments.push({
      paymentIntentId,
      amountMinor: BigInt(one.amount_paid ?? 0),
      currency: one.currency,
      fee: await feeOf(stripe, paymentIntentId),
      paidAt: instant(one.status_transitions.paid_at ?? one.created),
    })
  }
  return payments
}

export const describePayment = async (
  stripe: Stripe,
  paymentIntentId: string,
): Promise<{ invoiceId: string | null; reference: string | null }> => {
  const payment = { type: 'payment_intent' as const, payment_intent: paymentIntentId }
  const [found] = (await stripe.invoicePayments.list({ payment, limit: 1 })).data
  if (found !== undefined) return { invoiceId: idOf(found.invoice), reference: null }
  const { metadata } = await stripe.paymentIntents.retrieve(paymentIntentId)
  return { invoiceId: null, reference: metadata['reference'] ?? null }
}

export const createTaxRate = async (
  stripe: Stripe,
  rate: { reference: string; name: string; percent: string; inclusive: boolean },
): Promise<{ id: string }> => {
  const made = await stripe.taxRates.create(
    {
      display_name: rate.name,
      percentage: Number(rate.percent),
      inclusive: rate.inclusive,
      metadata: { [referenceKey]: rate.reference },
    },
    { idempotencyKey: `tax_rate_${rate.reference}` },
  )
  return { id: made.id }
}
