import { wallNow } from '../engine/calendar.ts'
import { clientSecret } from '../engine/charge.ts'
import { newId } from '../engine/ids.ts'
import { attach, resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { ObjectType, Stored } from '../model.ts'

const setupUrl = '/v1/setup_intents'

async function createSetup({ work, params }: Call): Promise<Api> {
  const customer = params.text('customer') ?? null
  if (customer !== null) await work.customer(customer)
  params.accept(
    'automatic_payment_methods',
    'payment_method_types',
    'allowed_payment_method_types',
    'return_url',
  )
  const id = newId('seti')
  const intent: Stored = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: clientSecret(id),
    created: wallNow(),
    customer,
    customer_account: null,
    description: params.clearable('description') ?? null,
    excluded_payment_method_types: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata()),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.oneOf('usage', ['off_session', 'on_session'] as const) ?? 'off_session',
  }
  await work.create('setup_intent', intent, 'setup_intent.created')
  const confirms = params.bool('confirm') ?? false
  const next = await choose(work, params, intent)
  return await present(work, confirms ? await confirm(work, next) : next)
}

async function choose(work: Work, params: Params, intent: Stored): Promise<Stored> {
  const id = params.text('payment_method')
  if (id === undefined) return intent
  const method = await resolvePaymentMethod(work, id, 'payment_method', wallNow())
  const next = { ...intent, payment_method: method.id, status: 'requires_confirmation' }
  return await work.update('setup_intent', intent, next)
}

async function confirm(work: Work, intent: Stored): Promise<Stored> {
  const id = intent['payment_method']
  if (typeof id !== 'string')
    throw invalid(
      'You cannot confirm this SetupIntent because it is missing a payment method.',
      'payment_method',
    )
  const method = await work.get('payment_method', id, 'payment_method')
  const needsAction = method._behaviour === 'needs_authentication' && !method._authenticated
  if (needsAction) {
    const waiting = { ...intent, status: 'requires_action', next_action: { type: 'use_stripe_sdk' } }
    return await work.update('setup_intent', intent, waiting, 'setup_intent.requires_action')
  }
  if (typeof intent['customer'] === 'string') await attach(work, method, intent['customer'])
  const done = { ...intent, status: 'succeeded', next_action: null }
  return await work.update('setup_intent', intent, done, 'setup_intent.succeeded')
}

async function confirmRoute({ work, params, id }: Call): Promise<Api> {
  const intent = await work.get('setup_intent', id)
  if (intent['status'] === 'succeeded' || intent['status'] === 'canceled')
    throw invalid(
      `You cannot confirm this SetupIntent because its status is ${String(intent['status'])}.`,
      undefined,
      'setup_intent_unexpected_state',
    )
  params.accept('return_url')
  return await present(work, await confirm(work, await choose(work, params, intent)))
}

const readRoutes = (type: ObjectType, url: string, filters: string[]): Route[] => [
  get(url, async (call) => {
    const match = Object.fromEntries(filters.map((name) => [name, call.params.text(name)]))
    return await listPage(call, type, url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get(type, id))),
]

export const intentRoutes: Route[] = [
  post(setupUrl, createSetup),
  ...readRoutes('setup_intent', setupUrl, ['customer', 'payment_method']),
  post(`${setupUrl}/:id/confirm`, confirmRoute),
  ...readRoutes('payment_intent', '/v1/payment_intents', ['customer']),
  ...readRoutes('charge', '/v1/charges', ['customer', 'payment_intent']),
  ...readRoutes('invoice_payment', '/v1/invoice_payments', ['invoice', 'status']),
  get('/v1/balance', async ({ work }) => {
    const rows = await work.sql<{ currency: string; amount: number }[]>`
      select data->>'currency' as currency, sum((data->>'amount')::bigint)::bigint as amount
      from objects where type = 'charge' and data->>'status' = 'succeeded' group by 1 order by 1`
    const available = rows.map(({ currency, amount }) => ({
      amount,
      currency,
      source_types: { card: amount },
    }))
    return { object: 'balance', available, livemode: false, pending: [] }
  }),
]
