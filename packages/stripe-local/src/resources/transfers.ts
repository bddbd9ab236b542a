import { holdings, moveMoney } from '../engine/balance-transaction.ts'
import { wallNow } from '../engine/calendar.ts'
import { makeTransfer, refundFee, reverseTransfer } from '../engine/connect.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid, missing } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { ObjectType, Stored } from '../model.ts'
import type { Transfer } from '../model-connect.ts'

const feesUrl = '/v1/application_fees'
const transfersUrl = '/v1/transfers'
const payoutsUrl = '/v1/payouts'

async function transfer({ work, params }: Call): Promise<Api> {
  const amount = params.int('amount', 1) ?? params.lacks('amount')
  const currency = params.required('currency').toLowerCase()
  const source = params.text('source_transaction') ?? null
  params.accept('source_type')
  if (source === null) await requireFunds(work, amount, currency)
  const charge = source === null ? null : await work.get('charge', source, 'source_transaction')
  if (charge !== null && amount > charge.amount_captured)
    throw invalid('The transfer is larger than its source.', 'amount')
  const fields = {
    amount,
    currency,
    destination: params.required('destination'),
    source,
    group: params.text('transfer_group') ?? charge?.['transfer_group']?.toString() ?? null,
    description: params.clearable('description') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
  }
  return await present(work, await makeTransfer(work, fields, wallNow()))
}

async function requireFunds(work: Call['work'], amount: number, currency: string): Promise<void> {
  const rows = await holdings(work, wallNow())
  const { available = 0 } = rows.find((row) => row.currency === currency) ?? {}
  if (amount > available)
    throw invalid(
      `You have insufficient available funds: ${available}. Charge the test card 4000000000000077, whose money is available at once.`,
      undefined,
      'balance_insufficient',
    )
}

async function updateTransfer({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('transfer', id)
  const next: Transfer = {
    ...before,
    description: params.has('description')
      ? (params.clearable('description') ?? null)
      : before['description'],
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await work.update('transfer', before, next, 'transfer.updated'))
}

async function reverse({ work, params, id }: Call): Promise<Api> {
  const { amount, amount_reversed } = await work.get('transfer', id)
  const wanted = params.int('amount', 1) ?? amount - amount_reversed
  const metadata = mergeMetadata({}, params.metadata())
  params.accept('description', 'refund_application_fee')
  const made = await reverseTransfer(work, id, () => wanted, wallNow(), metadata)
  if (made === null) throw invalid('The transfer has already been reversed.')
  return await present(work, await work.get('transfer_reversal', made))
}

async function refund({ work, params, id }: Call): Promise<Api> {
  const { amount, amount_refunded } = await work.get('application_fee', id)
  const wanted = params.int('amount', 1) ?? amount - amount_refunded
  const made = await refundFee(work, id, () => wanted, wallNow(), mergeMetadata({}, params.metadata()))
  if (made === null) throw invalid('The fee has been refunded already.')
  return await present(work, await work.get('fee_refund', made))
}

async function payout({ work, params }: Call): Promise<Api> {
  const amount = params.int('amount', 1) ?? params.lacks('amount')
  const currency = params.required('currency').toLowerCase()
  params.accept('source_type', 'destination')
  await requireFunds(work, amount, currency)
  const now = wallNow()
  const id = newId('po')
  const movement = await moveMoney(work, {
    amount: -amount,
    currency,
    source: id,
    type: 'payout',
    now,
    available: true,
  })
  const made: Stored = {
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: now,
    automatic: false,
    balance_transaction: movement.id,
    created: now,
    currency,
    description: params.clearable('description') ?? null,
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata()),
    method: params.oneOf('method', ['instant', 'standard'] as const) ?? 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: params.text('statement_descriptor') ?? null,
    status: 'paid',
    trace_id: null,
    type: 'bank_account',
  }
  await work.create('payout', made, 'payout.created')
  await work.emit('payout.paid', made)
  return await present(work, made)
}

/** A child that is reached through its parent only. */
const child = async (call: Call, type: ObjectType, parent: string): Promise<Api> => {
  const found = await call.work.get(type, call.childId)
  if (Object(found)[parent] !== call.id) throw missing(type, call.childId)
  return await present(call.work, found)
}

export const transferRoutes: Route[] = [
  post(transfersUrl, transfer),
  get(transfersUrl, (call) => {
    const { params } = call
    const match = { destination: params.text('destination'), transfer_group: params.text('transfer_group') }
    return listPage(call, 'transfer', transfersUrl, match)
  }),
  get(`${transfersUrl}/:id`, async ({ work, id }) => await present(work, await work.get('transfer', id))),
  post(`${transfersUrl}/:id`, updateTransfer),
  post(`${transfersUrl}/:id/reversals`, reverse),
  get(`${transfersUrl}/:id/reversals`, (call) =>
    listPage(call, 'transfer_reversal', `${transfersUrl}/${call.id}/reversals`, { transfer: call.id }),
  ),
  get(`${transfersUrl}/:id/reversals/:childId`, (call) => child(call, 'transfer_reversal', 'transfer')),
  get(feesUrl, (call) => listPage(call, 'application_fee', feesUrl, { charge: call.params.text('charge') })),
  get(`${feesUrl}/:id`, async ({ work, id }) => await present(work, await work.get('application_fee', id))),
  post(`${feesUrl}/:id/refunds`, refund),
  get(`${feesUrl}/:id/refunds`, (call) =>
    listPage(call, 'fee_refund', `${feesUrl}/${call.id}/refunds`, { fee: call.id }),
  ),
  get(`${feesUrl}/:id/refunds/:childId`, (call) => child(call, 'fee_refund', 'fee')),
  post(payoutsUrl, payout),
  get(payoutsUrl, (call) => {
    call.params.accept('arrival_date', 'destination')
    return listPage(call, 'payout', payoutsUrl, { status: call.params.text('status') })
  }),
  get(`${payoutsUrl}/:id`, async ({ work, id }) => await present(work, await work.get('payout', id))),
]
