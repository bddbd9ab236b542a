import { wallNow } from '../engine/calendar.ts'
import { resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import { buildSetupIntent, confirmSetup } from '../engine/setup-intent.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { SetupIntent } from '../model-payments.ts'

const url = '/v1/setup_intents'

async function create({ work, params }: Call): Promise<Api> {
  const customer = params.text('customer') ?? null
  if (customer !== null) await work.customer(customer)
  params.accept(
    'automatic_payment_methods',
    'payment_method_types',
    'allowed_payment_method_types',
    'payment_method_options',
  )
  const returnUrl = params.text('return_url')
  const intent = buildSetupIntent({
    customer,
    description: params.clearable('description') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    usage: params.oneOf('usage', ['off_session', 'on_session'] as const) ?? 'off_session',
    ...(returnUrl === undefined ? {} : { _return_url: returnUrl }),
  })
  await work.create('setup_intent', intent, 'setup_intent.created')
  const confirms = params.bool('confirm') ?? false
  const next = await choose(work, params, intent)
  return await present(work, confirms ? await confirmSetup(work, next) : next)
}

async function choose(work: Work, params: Params, intent: SetupIntent): Promise<SetupIntent> {
  const id = params.text('payment_method')
  if (id === undefined) return intent
  const method = await resolvePaymentMethod(work, id, 'payment_method', wallNow())
  const next: SetupIntent = { ...intent, payment_method: method.id, status: 'requires_confirmation' }
  return await work.update('setup_intent', intent, next)
}

function assertOpen(intent: SetupIntent, verb: string): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw invalid(
      `You cannot ${verb} this SetupIntent because its status is ${intent.status}.`,
      undefined,
      'setup_intent_unexpected_state',
    )
}

async function confirmRoute({ work, params, id }: Call): Promise<Api> {
  const intent = await work.get('setup_intent', id)
  assertOpen(intent, 'confirm')
  params.accept('payment_method_options')
  const returnUrl = params.text('return_url')
  const chosen = await choose(work, params, intent)
  const next = returnUrl === undefined ? chosen : { ...chosen, _return_url: returnUrl }
  return await present(work, await confirmSetup(work, next))
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('setup_intent', id)
  assertOpen(before, 'update')
  const chosen = await choose(work, params, before)
  const customer = params.text('customer')
  if (customer !== undefined) await work.customer(customer)
  const next: SetupIntent = {
    ...chosen,
    customer: customer ?? chosen.customer,
    description: params.has('description')
      ? (params.clearable('description') ?? null)
      : chosen['description'],
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await work.update('setup_intent', chosen, next))
}

async function cancel({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('setup_intent', id)
  assertOpen(before, 'cancel')
  const reason = params.oneOf('cancellation_reason', [
    'abandoned',
    'duplicate',
    'requested_by_customer',
  ] as const)
  const next: SetupIntent = {
    ...before,
    status: 'canceled',
    cancellation_reason: reason ?? null,
    next_action: null,
  }
  return await present(work, await work.update('setup_intent', before, next, 'setup_intent.canceled'))
}

export const setupIntentRoutes: Route[] = [
  post(url, create),
  get(url, (call) => {
    const { params } = call
    return listPage(call, 'setup_intent', url, {
      customer: params.text('customer'),
      payment_method: params.text('payment_method'),
    })
  }),
  get(`${url}/:id`, async ({ work, params, id }) => {
    params.accept('client_secret')
    return await present(work, await work.get('setup_intent', id))
  }),
  post(`${url}/:id`, update),
  post(`${url}/:id/confirm`, confirmRoute),
  post(`${url}/:id/cancel`, cancel),
]
