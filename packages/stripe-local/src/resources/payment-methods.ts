import { wallNow } from '../engine/calendar.ts'
import { cardByAlias, cardByNumber } from '../engine/cards.ts'
import { attach, buildPaymentMethod, resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { PaymentMethod } from '../model.ts'

const url = '/v1/payment_methods'

async function create({ work, params }: Call): Promise<Api> {
  const type = params.required('type')
  if (type !== 'card') throw invalid(`The local Stripe takes cards only, not ${type}.`, 'type')
  const fields = params.object('card') ?? params.lacks('card')
  const token = fields.text('token')
  const number = fields.text('number')
  fields.accept('cvc')
  const card = token === undefined ? cardByNumber(number ?? fields.lacks('number')) : cardByAlias(token)
  if (card === undefined)
    throw invalid('Your card number is incorrect, or is not a test card.', 'card[number]', 'incorrect_number')
  const details = params.object('billing_details')
  details?.accept('address', 'phone')
  const now = wallNow()
  const method = buildPaymentMethod(
    {
      card,
      expMonth: fields.int('exp_month', 1, 12) ?? 12,
      expYear: fields.int('exp_year', 2000, 2200) ?? new Date(now * 1000).getUTCFullYear() + 3,
      name: details?.clearable('name') ?? null,
      email: details?.clearable('email') ?? null,
    },
    now,
  )
  const named = { ...method, metadata: mergeMetadata({}, params.metadata()) }
  return await present(work, await work.create('payment_method', named))
}

async function attachTo({ work, params, id }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const now = await work.clockTime(customer.test_clock)
  const method = await resolvePaymentMethod(work, id, 'id', now)
  return await present(work, await attach(work, method, customer.id))
}

async function detach({ work, id }: Call): Promise<Api> {
  const method = await work.get('payment_method', id)
  if (method.customer === null)
    throw invalid(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    )
  const customer = await work.customer(method.customer)
  if (customer.invoice_settings.default_payment_method === id)
    await work.save('customer', {
      ...customer,
      invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
    })
  const next: PaymentMethod = { ...method, customer: null }
  return await present(work, await work.update('payment_method', method, next, 'payment_method.detached'))
}

async function update({ work, params, id }: Call): Promise<Api> {
  const method = await work.get('payment_method', id)
  params.accept('allow_redisplay', 'billing_details')
  const card = params.object('card')
  const next: PaymentMethod = {
    ...method,
    card: {
      ...method.card,
      exp_month: card?.int('exp_month', 1, 12) ?? method.card.exp_month,
      exp_year: card?.int('exp_year', 2000, 2200) ?? method.card.exp_year,
    },
    metadata: mergeMetadata(method.metadata, params.metadata()),
  }
  return await present(work, await work.update('payment_method', method, next, 'payment_method.updated'))
}

export const paymentMethodRoutes: Route[] = [
  post(url, create),
  get(url, async (call) => {
    const match = { customer: call.params.text('customer'), type: call.params.text('type') }
    return await listPage(call, 'payment_method', url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('payment_method', id))),
  post(`${url}/:id`, update),
  post(`${url}/:id/attach`, attachTo),
  post(`${url}/:id/detach`, detach),
]
