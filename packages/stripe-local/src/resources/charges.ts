import { holdings } from '../engine/balance-transaction.ts'
import { wallNow } from '../engine/calendar.ts'
import { type Api, present } from '../engine/present.ts'
import { refundCharge } from '../engine/refund.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Charge, Refund } from '../model-payments.ts'
import { search } from './search.ts'

const url = '/v1/charges'
const refundsUrl = '/v1/refunds'

async function chargeOf({ work, params }: Call): Promise<Charge> {
  const id = params.text('charge')
  const intentId = params.text('payment_intent')
  if (id !== undefined) return await work.get('charge', id, 'charge')
  const intent = await work.get(
    'payment_intent',
    intentId ?? params.lacks('payment_intent'),
    'payment_intent',
  )
  if (intent.latest_charge === null || intent.status !== 'succeeded')
    throw invalid(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  return await work.get('charge', intent.latest_charge)
}

async function createRefund(call: Call): Promise<Api> {
  const { work, params } = call
  const charge = await chargeOf(call)
  const reasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const
  const fields = {
    amount: params.int('amount', 1) ?? null,
    reason: params.oneOf('reason', reasons) ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    refundsFee: params.bool('refund_application_fee') ?? false,
    reversesTransfer: params.bool('reverse_transfer') ?? false,
  }
  return await present(work, await refundCharge(work, charge, fields, await timeOf(work, charge)))
}

async function timeOf(work: Work, { customer }: Charge): Promise<number> {
  if (customer === null) return wallNow()
  const payer = await work.find('customer', customer)
  return await work.clockTime(payer?.test_clock ?? null)
}

async function updateRefund({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('refund', id)
  const next: Refund = { ...before, metadata: mergeMetadata(before.metadata, params.metadata()) }
  return await present(work, await work.update('refund', before, next, 'refund.updated'))
}

async function updateCharge({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('charge', id)
  const next: Charge = {
    ...before,
    description: params.has('description')
      ? (params.clearable('description') ?? null)
      : before['description'],
    receipt_email: params.has('receipt_email')
      ? (params.clearable('receipt_email') ?? null)
      : before['receipt_email'],
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await work.update('charge', before, next, 'charge.updated'))
}

async function balance({ work }: Call): Promise<Api> {
  const rows = await holdings(work, wallNow())
  const part = (pick: 'available' | 'pending') =>
    (rows.length === 0 ? [{ currency: 'usd', available: 0, pending: 0 }] : rows).map((row) => ({
      amount: row[pick],
      currency: row.currency,
      source_types: { card: row[pick] },
    }))
  return { object: 'balance', available: part('available'), livemode: false, pending: part('pending') }
}

export const chargeRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'charge', url)),
  get(url, (call) => {
    const { params } = call
    return listPage(call, 'charge', url, {
      customer: params.text('customer'),
      payment_intent: params.text('payment_intent'),
      transfer_group: params.text('transfer_group'),
    })
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('charge', id))),
  post(`${url}/:id`, updateCharge),
  post(refundsUrl, createRefund),
  get(refundsUrl, (call) => {
    const { params } = call
    return listPage(call, 'refund', refundsUrl, {
      charge: params.text('charge'),
      payment_intent: params.text('payment_intent'),
    })
  }),
  get(`${refundsUrl}/:id`, async ({ work, id }) => await present(work, await work.get('refund', id))),
  post(`${refundsUrl}/:id`, updateRefund),
  post(`${refundsUrl}/:id/cancel`, async ({ work, id }) => {
    const refund = await work.get('refund', id)
    throw invalid(`Only refunds that require an action can be canceled; this one is ${refund.status}.`)
  }),
  get('/v1/invoice_payments', (call) => {
    const { params } = call
    const payment = params.object('payment')
    const intent = payment?.text('payment_intent')
    payment?.accept('type')
    return listPage(call, 'invoice_payment', '/v1/invoice_payments', {
      invoice: params.text('invoice'),
      status: params.text('status'),
      payment: intent === undefined ? undefined : { payment_intent: intent },
    })
  }),
  get('/v1/invoice_payments/:id', async ({ work, id }) =>
    present(work, await work.get('invoice_payment', id)),
  ),
  get('/v1/balance', balance),
  get('/v1/balance_transactions', (call) => {
    const { params } = call
    return listPage(call, 'balance_transaction', '/v1/balance_transactions', {
      currency: params.text('currency'),
      source: params.text('source'),
      type: params.text('type'),
      _payout: params.text('payout'),
    })
  }),
  get('/v1/balance_transactions/:id', async ({ work, id }) =>
    present(work, await work.get('balance_transaction', id)),
  ),
]
