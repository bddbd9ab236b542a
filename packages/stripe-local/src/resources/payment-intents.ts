import { buildIntent, cancelIntent, captureIntent, confirmIntent } from '../engine/payment-intent.ts'
import { resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { PaymentIntent } from '../model-payments.ts'
import { readShipping } from './customers.ts'
import { search } from './search.ts'

const url = '/v1/payment_intents'
const futures = ['off_session', 'on_session'] as const
const minimumMinor = 50

async function timeOf(work: Work, customer: string | null): Promise<number> {
  return await work.clockTime(customer === null ? null : (await work.customer(customer)).test_clock)
}

async function create({ work, params }: Call): Promise<Api> {
  acceptInert(params)
  const customer = params.text('customer') ?? null
  const now = await timeOf(work, customer)
  const automatic = params.object('automatic_payment_methods')
  automatic?.accept('allow_redirects')
  const intent = buildIntent(
    {
      amount: readAmount(params),
      currency: params.required('currency').toLowerCase(),
      customer,
      description: null,
      automatic_payment_methods:
        automatic?.bool('enabled') === true ? { allow_redirects: 'always', enabled: true } : null,
      capture_method:
        params.oneOf('capture_method', ['automatic', 'automatic_async', 'manual'] as const) ?? 'automatic',
      confirmation_method:
        params.oneOf('confirmation_method', ['automatic', 'manual'] as const) ?? 'automatic',
    },
    now,
  )
  const read = await readFields(work, params, intent, now)
  await work.create('payment_intent', read, 'payment_intent.created')
  const offSession = params.string('off_session') === 'true' || params.string('off_session') === 'recurring'
  if (params.bool('confirm') !== true) return await present(work, read)
  return await present(work, await confirmIntent(work, read, now, offSession))
}

function readAmount(params: Params): number {
  const amount = params.int('amount', 1) ?? params.lacks('amount')
  if (amount < minimumMinor)
    throw invalid(`Amount must be at least ${minimumMinor} minor units.`, 'amount', 'amount_too_small')
  if (amount > 99_999_999)
    throw invalid('Amount must be no more than 999,999.99.', 'amount', 'amount_too_large')
  return amount
}

function acceptInert(params: Params): void {
  params.accept(
    'allowed_payment_method_types',
    'error_on_requires_action',
    'mandate_data',
    'payment_method_options',
    'payment_method_types',
    'radar_options',
    'use_stripe_sdk',
  )
}

async function readFields(
  work: Work,
  params: Params,
  old: PaymentIntent,
  now: number,
): Promise<PaymentIntent> {
  const text = (key: string): unknown => (params.has(key) ? (params.clearable(key) ?? null) : old[key])
  const method = params.text('payment_method')
  const chosen = method === undefined ? null : await resolvePaymentMethod(work, method, 'payment_method', now)
  if (chosen !== null && chosen.customer !== null && chosen.customer !== old.customer)
    throw invalid(
      'The payment method belongs to a customer. Pass that customer to the PaymentIntent.',
      'payment_method',
    )
  const transfer = params.object('transfer_data')
  const destination = transfer?.text('destination') ?? old.transfer_data?.destination
  const share = transfer?.int('amount', 1)
  if (destination !== undefined) await work.get('account', destination, 'transfer_data[destination]')
  const returnUrl = params.text('return_url')
  const next: PaymentIntent = {
    ...old,
    description: params.has('description') ? (params.clearable('description') ?? null) : old.description,
    receipt_email: text('receipt_email'),
    statement_descriptor: text('statement_descriptor'),
    statement_descriptor_suffix: text('statement_descriptor_suffix'),
    transfer_group: params.has('transfer_group')
      ? (params.clearable('transfer_group') ?? null)
      : old.transfer_group,
    on_behalf_of: params.has('on_behalf_of') ? (params.clearable('on_behalf_of') ?? null) : old.on_behalf_of,
    shipping: readShipping(params) ?? old['shipping'],
    metadata: mergeMetadata(old.metadata, params.metadata()),
    setup_future_usage: params.oneOf('setup_future_usage', futures) ?? old.setup_future_usage,
    application_fee_amount: params.int('application_fee_amount', 0, old.amount) ?? old.application_fee_amount,
    transfer_data:
      destination === undefined ? null : { destination, ...(share === undefined ? {} : { amount: share }) },
    ...(returnUrl === undefined ? {} : { _return_url: returnUrl }),
  }
  if (chosen === null) return next
  const waits = old.status === 'requires_payment_method' || old.status === 'requires_action'
  return { ...next, payment_method: chosen.id, status: waits ? 'requires_confirmation' : old.status }
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('payment_intent', id)
  if (before.status === 'succeeded' || before.status === 'canceled') {
    const next = { ...before, metadata: mergeMetadata(before.metadata, params.metadata()) }
    return await present(work, await work.update('payment_intent', before, next))
  }
  acceptInert(params)
  const now = await timeOf(work, before.customer)
  const customer = params.text('customer')
  if (customer !== undefined) await work.customer(customer)
  const amount = params.has('amount') ? readAmount(params) : before.amount
  const moved = { ...before, amount, customer: customer ?? before.customer }
  const next = await readFields(work, params, moved, now)
  return await present(work, await work.update('payment_intent', before, next))
}

async function confirm({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('payment_intent', id)
  acceptInert(params)
  const now = await timeOf(work, before.customer)
  const next = await readFields(work, params, before, now)
  await work.save('payment_intent', next)
  const offSession = params.string('off_session') === 'true'
  return await present(work, await confirmIntent(work, next, now, offSession))
}

async function capture({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('payment_intent', id)
  if (before.status !== 'requires_capture')
    throw invalid(
      `This PaymentIntent could not be captured because it has a status of ${before.status}.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  const amount = params.int('amount_to_capture', 1, before.amount_capturable) ?? before.amount_capturable
  const fee = params.int('application_fee_amount', 0, amount)
  params.accept('final_capture', 'statement_descriptor', 'statement_descriptor_suffix')
  const next = {
    ...before,
    application_fee_amount: fee ?? before.application_fee_amount,
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await captureIntent(work, next, amount, await timeOf(work, before.customer)))
}

async function cancel({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('payment_intent', id)
  const reasons = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const
  const reason = params.oneOf('cancellation_reason', reasons) ?? null
  if (before.status === 'succeeded' || before.status === 'canceled')
    throw invalid(
      `You cannot cancel this PaymentIntent because it has a status of ${before.status}.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  if (before._invoice !== undefined)
    throw invalid('This PaymentIntent belongs to an invoice. Void the invoice instead.')
  return await present(work, await cancelIntent(work, before, reason, await timeOf(work, before.customer)))
}

export const paymentIntentRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'payment_intent', url)),
  post(url, create),
  get(url, (call) => listPage(call, 'payment_intent', url, { customer: call.params.text('customer') })),
  get(`${url}/:id`, async ({ work, params, id }) => {
    params.accept('client_secret')
    return await present(work, await work.get('payment_intent', id))
  }),
  post(`${url}/:id`, update),
  post(`${url}/:id/confirm`, confirm),
  post(`${url}/:id/capture`, capture),
  post(`${url}/:id/cancel`, cancel),
]
