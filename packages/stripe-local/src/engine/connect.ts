import { invalid } from '../http/errors.ts'
import type { ApplicationFee, Transfer } from '../model-connect.ts'
import type { Charge, PaymentIntent } from '../model-payments.ts'
import { moveMoney } from './balance-transaction.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

interface Split {
  charge: Charge
  /** A direct charge's fee to the platform, which the charging account pays. */
  applicationFeePaid: number
}

/**
 * Shares a captured charge: a direct charge pays its platform a fee, a destination charge hands its money to the
 * destination, which pays the fee.
 */
export async function splitWithConnect(
  work: Work,
  intent: PaymentIntent,
  charge: Charge,
  amount: number,
  now: number,
): Promise<Split> {
  const fee = Math.min(intent.application_fee_amount ?? 0, amount)
  if (intent.transfer_data !== null) {
    const destination = intent.transfer_data.destination
    const transfer = await makeTransfer(
      work,
      {
        amount: intent.transfer_data.amount ?? amount,
        currency: charge.currency,
        destination,
        source: charge.id,
        group: intent.transfer_group ?? `group_${intent.id}`,
        description: null,
        metadata: {},
        fee: intent.transfer_data.amount === undefined ? fee : 0,
        available: charge['_bypasses'] === true,
      },
      now,
    )
    const shared: Charge = { ...charge, transfer: transfer.id, transfer_group: transfer.transfer_group }
    if (fee === 0 || intent.transfer_data.amount !== undefined)
      return { charge: shared, applicationFeePaid: 0 }
    const paid = await collectFee(work, charge, destination, fee, now)
    return {
      charge: { ...shared, application_fee: paid.id, application_fee_amount: fee },
      applicationFeePaid: 0,
    }
  }
  if (fee === 0 || work.platform === null) return { charge, applicationFeePaid: 0 }
  const paid = await collectFee(work.as(work.platform), charge, work.account, fee, now)
  return {
    charge: { ...charge, application_fee: paid.id, application_fee_amount: fee },
    applicationFeePaid: fee,
  }
}

async function collectFee(
  platform: Work,
  charge: Charge,
  account: string,
  amount: number,
  now: number,
): Promise<ApplicationFee> {
  const id = newId('fee')
  const movement = await moveMoney(platform, {
    amount,
    currency: charge.currency,
    source: id,
    type: 'application_fee',
    now,
  })
  const fee: ApplicationFee = {
    id,
    object: 'application_fee',
    account,
    amount,
    amount_refunded: 0,
    application: 'ca_local',
    balance_transaction: movement.id,
    charge: charge.id,
    created: now,
    currency: charge.currency,
    fee_source: { charge: charge.id, type: 'charge' },
    livemode: false,
    originating_transaction: null,
    refunded: false,
  }
  return await platform.create('application_fee', fee, 'application_fee.created')
}

export interface TransferFields {
  amount: number
  currency: string
  destination: string
  source: string | null
  group: string | null
  description: string | null
  metadata: Record<string, string>
  /** Kept back from the destination for the platform. */
  fee?: number
  /** The charge behind it need not settle. */
  available?: boolean
}

/** Moves money from the platform's balance to a connected account's. */
export async function makeTransfer(work: Work, fields: TransferFields, now: number): Promise<Transfer> {
  const account = await work.find('account', fields.destination)
  if (account === undefined || account.deleted === true)
    throw invalid(`No such destination: '${fields.destination}'`, 'destination', 'resource_missing')
  const id = newId('tr')
  const { amount, currency } = fields
  const out = await moveMoney(work, {
    amount: -amount,
    currency,
    source: id,
    type: 'transfer',
    now,
    available: true,
  })
  const payment = newId('py')
  await moveMoney(work.as(account.id), {
    amount,
    currency,
    source: payment,
    type: 'payment',
    now,
    available: fields.available ?? fields.source === null,
    applicationFee: fields.fee ?? 0,
  })
  const transfer: Transfer = {
    id,
    object: 'transfer',
    amount,
    amount_reversed: 0,
    balance_transaction: out.id,
    created: now,
    currency,
    description: fields.description,
    destination: account.id,
    destination_payment: payment,
    livemode: false,
    metadata: fields.metadata,
    reversed: false,
    source_transaction: fields.source,
    source_type: 'card',
    transfer_group: fields.group,
  }
  return await work.create('transfer', transfer, 'transfer.created')
}

/** Takes a part of a transfer back; returns the reversal's id, or null where nothing was left to take. */
export async function reverseTransfer(
  work: Work,
  id: string,
  amountOf: (whole: number) => number,
  now: number,
  metadata: Record<string, string> = {},
): Promise<string | null> {
  const before = await work.get('transfer', id)
  const amount = amountOf(before.amount)
  if (amount === 0) return null
  if (amount > before.amount - before.amount_reversed)
    throw invalid('The amount is greater than the remaining amount of the transfer.', 'amount')
  const reversal = newId('trr')
  const { currency } = before
  const back = await moveMoney(work, {
    amount,
    currency,
    source: reversal,
    type: 'transfer_refund',
    now,
    available: true,
  })
  const account = work.as(before.destination)
  await moveMoney(account, {
    amount: -amount,
    currency,
    source: before.destination_payment,
    type: 'payment_refund',
    now,
    available: true,
  })
  await work.create('transfer_reversal', {
    id: reversal,
    object: 'transfer_reversal',
    amount,
    balance_transaction: back.id,
    created: now,
    currency,
    destination_payment_refund: null,
    metadata,
    source_refund: null,
    transfer: id,
  })
  const reversed = before.amount_reversed + amount
  const after: Transfer = { ...before, amount_reversed: reversed, reversed: reversed === before.amount }
  await work.update('transfer', before, after, 'transfer.reversed')
  return reversal
}

/** Gives an application fee back to the account that paid it. */
export async function refundFee(
  work: Work,
  id: string,
  amountOf: (whole: number) => number,
  now: number,
  metadata: Record<string, string> = {},
): Promise<string | null> {
  const platform = work.platform === null ? work : work.as(work.platform)
  const before = await platform.get('application_fee', id)
  const amount = amountOf(before.amount)
  if (amount === 0) return null
  if (amount > before.amount - before.amount_refunded)
    throw invalid('The amount is greater than the remaining amount of the fee.', 'amount')
  const refund = newId('fr')
  const money = {
    currency: before.currency,
    source: refund,
    type: 'application_fee_refund',
    now,
    available: true,
  }
  const movement = await moveMoney(platform, { ...money, amount: -amount })
  await moveMoney(platform.as(before.account), { ...money, amount })
  await platform.create('fee_refund', {
    id: refund,
    object: 'fee_refund',
    amount,
    balance_transaction: movement.id,
    created: now,
    currency: before.currency,
    fee: id,
    metadata,
  })
  const refunded = before.amount_refunded + amount
  const after: ApplicationFee = { ...before, amount_refunded: refunded, refunded: refunded === before.amount }
  await platform.update('application_fee', before, after, 'application_fee.refunded')
  return refund
}
