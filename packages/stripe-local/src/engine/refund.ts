import { invalid } from '../http/errors.ts'
import type { Charge, Refund } from '../model-payments.ts'
import { moveMoney } from './balance-transaction.ts'
import { refundFee, reverseTransfer } from './connect.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

export interface RefundFields {
  amount: number | null
  reason: string | null
  metadata: Record<string, string>
  refundsFee: boolean
  reversesTransfer: boolean
}

/** Gives back a charge, all of what is left of it or a part; Stripe keeps its fee. */
export async function refundCharge(
  work: Work,
  before: Charge,
  fields: RefundFields,
  now: number,
): Promise<Refund> {
  if (!before.paid || !before.captured) throw invalid('Only a captured charge can be refunded.', 'charge')
  if (before.disputed) await refuseDisputed(work, before)
  const left = before.amount_captured - before.amount_refunded
  if (left === 0)
    throw invalid(`Charge ${before.id} has already been refunded.`, undefined, 'charge_already_refunded')
  const amount = fields.amount ?? left
  if (amount > left)
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`,
      'amount',
      'amount_too_large',
    )
  const id = newId('re')
  const movement = await moveMoney(work, {
    amount: -amount,
    currency: before.currency,
    source: id,
    type: 'refund',
    now,
    available: true,
    description: 'REFUND FOR CHARGE',
  })
  if (fields.refundsFee && before.application_fee !== null)
    await refundFee(work, before.application_fee, proRata(before, amount), now)
  const reversal =
    fields.reversesTransfer && before.transfer !== undefined
      ? await reverseTransfer(work, before.transfer, proRata(before, amount), now)
      : null
  const refund: Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: movement.id,
    charge: before.id,
    created: now,
    currency: before.currency,
    customer: before.customer,
    customer_account: null,
    destination_details: {
      card: { reference: 'pending', reference_status: 'pending', type: 'refund' },
      type: 'card',
    },
    metadata: fields.metadata,
    payment_intent: before.payment_intent,
    payment_method: before['payment_method'] ?? null,
    reason: fields.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: reversal,
  }
  await work.create('refund', refund, 'refund.created')
  const refunded = before.amount_refunded + amount
  const charge: Charge = {
    ...before,
    amount_refunded: refunded,
    refunded: refunded === before.amount_captured,
  }
  await work.update('charge', before, charge, 'charge.refunded')
  return refund
}

async function refuseDisputed(work: Work, { id }: Charge): Promise<void> {
  const disputes = await work.where('dispute', { match: { charge: id } })
  if (disputes.some(({ is_charge_refundable }) => !is_charge_refundable))
    throw invalid(`Charge ${id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed')
}

/** The part of a fee or transfer that goes back with the part of the charge. */
const proRata =
  (charge: Charge, amount: number) =>
  (whole: number): number =>
    Math.round((whole * (charge.amount_refunded + amount)) / charge.amount_captured) -
    Math.round((whole * charge.amount_refunded) / charge.amount_captured)
