import { invalid } from '../http/errors.ts'
import type { Invoice, Line } from '../model.ts'
import type { CreditLine, CreditNote } from '../model-credit-note.ts'
import { changeBalance } from './balance.ts'
import { closePaid } from './collect.ts'
import { newId } from './ids.ts'
import { roundHalfUp } from './rating.ts'
import { refundCharge } from './refund.ts'
import { exclusivePart, inclusivePart, sum, type Tax } from './taxes.ts'
import type { Work } from './work.ts'

export interface CreditFields {
  lines: CreditLine[]
  refund: number
  credit: number
  outOfBand: number
  reason: string | null
  memo: string | null
  metadata: Record<string, string>
}

const share = (amount: number, part: number, whole: number): number =>
  whole === 0 ? 0 : Number(roundHalfUp(BigInt(amount) * BigInt(part), BigInt(whole)))

/** A part of an invoice line, with the same part of its discounts and taxes. */
export function creditOfLine(line: Line, amount: number, quantity: number | null): CreditLine {
  const discounts = line.discount_amounts.map((one) => ({
    ...one,
    amount: share(one.amount, amount, line.amount),
  }))
  return {
    id: newId('cnli'),
    object: 'credit_note_line_item',
    amount,
    description: line.description,
    discount_amount: sum(discounts),
    discount_amounts: discounts,
    invoice_line_item: line.id,
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: line.taxes.map((tax) => ({
      ...tax,
      amount: share(tax.amount, amount, line.amount),
      taxable_amount: share(tax.taxable_amount, amount, line.amount),
    })),
    type: 'invoice_line_item',
    unit_amount: null,
    unit_amount_decimal: null,
  }
}

/** A sum of what has to be credited, spread over the invoice's lines in proportion. */
export function spreadCredit(invoice: Invoice, total: number): CreditLine[] {
  const parts = invoice.lines.data.filter(({ amount }) => amount > 0)
  const weight = (line: Line): number => line.amount - sum(line.discount_amounts) + exclusivePart(line.taxes)
  const whole = parts.reduce((all, line) => all + weight(line), 0)
  let before = 0
  let given = 0
  return parts.map((line) => {
    before += weight(line)
    const upTo = share(total, before, whole)
    const part = upTo - given
    given = upTo
    // The line is written net, so that the parts add up to the sum exactly.
    const taxes: Tax[] = line.taxes.map((tax) => ({ ...tax, amount: share(tax.amount, part, weight(line)) }))
    const net = part - exclusivePart(taxes)
    return { ...creditOfLine(line, net, null), discount_amount: 0, discount_amounts: [], taxes }
  })
}

export const creditTotal = (lines: CreditLine[]): number =>
  sum(lines) -
  lines.reduce((all, line) => all + line.discount_amount, 0) +
  exclusivePart(lines.flatMap(({ taxes }) => taxes))

/** Corrects a finalised invoice: what is unpaid is forgiven, what was paid goes back as refund or as credit. */
export async function issueCreditNote(
  work: Work,
  invoice: Invoice,
  fields: CreditFields,
  now: number,
): Promise<CreditNote> {
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalid('Credit notes can only be issued for open or paid invoices.', 'invoice')
  const amount = creditTotal(fields.lines)
  if (amount <= 0) throw invalid('The credit note amount must be greater than zero.', 'amount')
  const pre = invoice.status === 'open' ? Math.min(amount, invoice.amount_remaining) : 0
  const post = amount - pre
  const left = invoice.amount_paid - Number(invoice['post_payment_credit_notes_amount'])
  if (post > left)
    throw invalid(
      `The credit note exceeds the remaining amount of the invoice: ${invoice.amount_remaining + left}.`,
      'amount',
    )
  if (fields.refund + fields.credit + fields.outOfBand !== post)
    throw invalid(
      `The sum of credit amount, refund amount and out of band amount must equal the amount that was paid: ${post}.`,
    )
  const issued = await work.where('credit_note', { match: { invoice: invoice.id } })
  const note = buildNote(work, invoice, fields, { amount, pre, post, sequence: issued.length + 1, now })
  await work.insert('credit_note', note)
  const paidBack = await payBack(work, invoice, note, fields, now)
  await work.save('credit_note', paidBack)
  await correct(work, invoice, pre, post, now)
  await work.emit('credit_note.created', paidBack)
  return paidBack
}

async function payBack(
  work: Work,
  invoice: Invoice,
  note: CreditNote,
  fields: CreditFields,
  now: number,
): Promise<CreditNote> {
  let paidBack = note
  if (fields.refund > 0) {
    const intent = await work.get('payment_intent', invoice._payment_intent ?? '')
    const charge = await work.get('charge', intent.latest_charge ?? '')
    const refund = await refundCharge(
      work,
      charge,
      { amount: fields.refund, reason: null, metadata: {}, refundsFee: true, reversesTransfer: true },
      now,
    )
    const row = {
      amount_refunded: fields.refund,
      payment_record_refund: null,
      refund: refund.id,
      type: 'refund',
    }
    paidBack = { ...paidBack, refunds: [row] }
  }
  if (fields.credit > 0) {
    const change = { type: 'credit_note', creditNote: note.id, now, currency: invoice.currency } as const
    const { _entry: entry } = await changeBalance(work, invoice.customer, -fields.credit, change)
    paidBack = { ...paidBack, customer_balance_transaction: entry ?? null }
  }
  return paidBack
}

async function correct(work: Work, invoice: Invoice, pre: number, post: number, now: number): Promise<void> {
  const remaining = invoice.amount_remaining - pre
  const next: Invoice = {
    ...invoice,
    amount_due: invoice.amount_due - pre,
    amount_remaining: remaining,
    pre_payment_credit_notes_amount: Number(invoice['pre_payment_credit_notes_amount']) + pre,
    post_payment_credit_notes_amount: Number(invoice['post_payment_credit_notes_amount']) + post,
  }
  await work.update('invoice', invoice, next, 'invoice.updated')
  if (invoice.status === 'open' && remaining === 0) await closePaid(work, next, now)
}

interface Sums {
  amount: number
  pre: number
  post: number
  sequence: number
  now: number
}

function buildNote(work: Work, invoice: Invoice, fields: CreditFields, sums: Sums): CreditNote {
  const { lines } = fields
  const taxes = lines.flatMap((line) => line.taxes)
  const discounts = lines.flatMap((line) => line.discount_amounts)
  const id = newId('cn')
  return {
    id,
    object: 'credit_note',
    amount: sums.amount,
    amount_shipping: 0,
    created: sums.now,
    currency: invoice.currency,
    customer: invoice.customer,
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: sum(discounts),
    discount_amounts: discounts,
    effective_at: sums.now,
    invoice: invoice.id,
    livemode: false,
    memo: fields.memo,
    metadata: fields.metadata,
    number: `${invoice.number}-CN-${String(sums.sequence).padStart(2, '0')}`,
    out_of_band_amount: fields.outOfBand === 0 ? null : fields.outOfBand,
    pdf: `${work.settings.publicUrl}/cn/${id}/pdf`,
    post_payment_amount: sums.post,
    pre_payment_amount: sums.pre,
    pretax_credit_amounts: discounts.map((one) => ({ ...one, type: 'discount' })),
    reason: fields.reason,
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal: sum(lines),
    subtotal_excluding_tax: sum(lines) - inclusivePart(taxes),
    total: sums.amount,
    total_excluding_tax: sums.amount - sum(taxes),
    total_taxes: taxes,
    type: sums.post === 0 ? 'pre_payment' : sums.pre === 0 ? 'post_payment' : 'mixed',
    voided_at: null,
    _lines: lines,
  }
}

/** Takes a credit note on an open invoice back. */
export async function voidCreditNote(work: Work, note: CreditNote, now: number): Promise<CreditNote> {
  const invoice = await work.get('invoice', note.invoice)
  if (note.status === 'void' || invoice.status !== 'open')
    throw invalid('You can only void a credit note that is issued and whose invoice is open.')
  await work.save('invoice', {
    ...invoice,
    amount_due: invoice.amount_due + note.pre_payment_amount,
    amount_remaining: invoice.amount_remaining + note.pre_payment_amount,
    pre_payment_credit_notes_amount:
      Number(invoice['pre_payment_credit_notes_amount']) - note.pre_payment_amount,
  })
  const next: CreditNote = { ...note, status: 'void', voided_at: now }
  return await work.update('credit_note', note, next, 'credit_note.voided')
}
