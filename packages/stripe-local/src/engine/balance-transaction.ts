import type { BalanceTransaction } from '../model-payments.ts'
import { percentOf } from './discounts.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

const settleSeconds = 2 * 86_400
const cardPercent = 2.9
const cardFixed = 30

/** What Stripe keeps of a card charge: 2.9 % and 30 minor units, the price of its home country. */
export const cardFee = (amount: number): number => percentOf(amount, cardPercent) + cardFixed

export interface Movement {
  amount: number
  currency: string
  source: string
  type: string
  now: number
  description?: string | null
  /** Where it is another than the type's. */
  category?: string
  /** Stripe's own fee. */
  fee?: number
  feeDescription?: string
  /** The platform's fee on a direct charge. */
  applicationFee?: number
  /** Money that need not settle first. */
  available?: boolean
}

const categories: Record<string, string> = {
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  payment: 'charge',
  transfer_refund: 'transfer_reversal',
}

/** One movement of the account's balance. */
export async function moveMoney(work: Work, movement: Movement): Promise<BalanceTransaction> {
  const { amount, currency, now, fee = 0, applicationFee = 0 } = movement
  const detail = (part: number, type: string, description: string) =>
    part === 0 ? [] : [{ amount: part, application: null, currency, description, type }]
  return await work.create('balance_transaction', {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: movement.available === true ? now : now + settleSeconds,
    balance_type: 'payments',
    created: now,
    currency,
    description: movement.description ?? null,
    exchange_rate: null,
    fee: fee + applicationFee,
    fee_details: [
      ...detail(fee, 'stripe_fee', movement.feeDescription ?? 'Stripe processing fees'),
      ...detail(applicationFee, 'application_fee', 'Application fee'),
    ],
    net: amount - fee - applicationFee,
    reporting_category: movement.category ?? categories[movement.type] ?? movement.type,
    source: movement.source,
    type: movement.type,
  })
}

export interface Holdings {
  currency: string
  available: number
  pending: number
}

/** Net sums per currency; money is available once it has settled. */
export async function holdings(work: Work, now: number): Promise<Holdings[]> {
  return await work.sql<Holdings[]>`
    select data->>'currency' as currency,
      coalesce(sum((data->>'net')::bigint) filter (where (data->>'available_on')::bigint <= ${now}), 0)::bigint as available,
      coalesce(sum((data->>'net')::bigint) filter (where (data->>'available_on')::bigint > ${now}), 0)::bigint as pending
    from objects where type = 'balance_transaction' and account = ${work.account} group by 1 order by 1`
}
