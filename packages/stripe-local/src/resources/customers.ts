import { buildCustomer } from '../engine/customer.ts'
import { attach, resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import { endSubscription } from '../engine/subscription-state.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Customer } from '../model.ts'
import { search } from './search.ts'

const url = '/v1/customers'

async function create({ work, params }: Call): Promise<Api> {
  const testClock = params.text('test_clock') ?? null
  const now = await work.clockTime(testClock)
  const fresh = buildCustomer(
    {
      email: params.clearable('email') ?? null,
      name: params.clearable('name') ?? null,
      testClock,
      metadata: mergeMetadata({}, params.metadata()),
    },
    now,
  )
  const customer = readFields(params, fresh)
  await work.insert('customer', customer)
  const card = params.text('payment_method')
  if (card !== undefined) {
    const method = await resolvePaymentMethod(work, card, 'payment_method', now)
    await attach(work, method, customer.id)
  }
  const complete = await withDefaultCard(work, params, customer, now)
  await work.emit('customer.created', complete)
  return await present(work, complete)
}

function readFields(params: Params, customer: Customer): Customer {
  params.accept('tax', 'preferred_locales', 'tax_id_data')
  const email = params.clearable('email')
  if (typeof email === 'string' && !/^[^\s@]+@[^\s@]+$/.test(email))
    throw invalid(`Invalid email address: ${email}`, 'email', 'email_invalid')
  const set = (key: string): unknown => params.clearable(key) ?? (params.has(key) ? null : customer[key])
  return {
    ...customer,
    email: email === undefined ? customer.email : email,
    name: params.has('name') ? (params.clearable('name') ?? null) : customer.name,
    description: set('description'),
    phone: set('phone'),
    tax_exempt: params.oneOf('tax_exempt', ['none', 'exempt', 'reverse'] as const) ?? customer['tax_exempt'],
    balance: params.int('balance') ?? customer.balance,
    address: readAddress(params.object('address')) ?? customer['address'],
    shipping: readShipping(params) === undefined ? customer['shipping'] : readShipping(params),
  }
}

export function readAddress(address: Params | undefined): Record<string, string | null> | undefined {
  if (address === undefined) return undefined
  const part = (key: string): string | null => address.clearable(key) ?? null
  return {
    city: part('city'),
    country: part('country'),
    line1: part('line1'),
    line2: part('line2'),
    postal_code: part('postal_code'),
    state: part('state'),
  }
}

/** Where goods go, with the name on the parcel. */
export function readShipping(params: Params): Record<string, unknown> | null | undefined {
  if (!params.has('shipping')) return undefined
  const shipping = params.object('shipping')
  if (shipping === undefined) return null
  return {
    address: readAddress(shipping.object('address')) ?? shipping.lacks('address'),
    name: shipping.required('name'),
    phone: shipping.clearable('phone') ?? null,
  }
}

async function withDefaultCard(
  work: Work,
  params: Params,
  customer: Customer,
  now: number,
): Promise<Customer> {
  const settings = params.object('invoice_settings')
  const id = settings?.clearable('default_payment_method')
  if (id === undefined) return customer
  const method = id === null ? null : await resolvePaymentMethod(work, id, 'payment_method', now)
  if (method !== null && method.customer !== customer.id)
    throw invalid(
      'The customer does not have a payment method with that id. The payment method must be attached to the customer first.',
      'invoice_settings[default_payment_method]',
      'resource_missing',
    )
  const next: Customer = {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method: method?.id ?? null },
  }
  await work.save('customer', next)
  return next
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.customer(id, 'id')
  const now = await work.clockTime(before.test_clock)
  const changed = {
    ...readFields(params, before),
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  const next = await withDefaultCard(work, params, changed, now)
  return await present(work, await work.update('customer', before, next, 'customer.updated'))
}

async function retrieve({ work, id }: Call): Promise<Api> {
  const customer = await work.find('customer', id)
  if (customer?.deleted === true) return { id, object: 'customer', deleted: true }
  return await present(work, await work.get('customer', id))
}

async function remove({ work, id }: Call): Promise<Api> {
  await removeCustomer(work, await work.get('customer', id))
  return { id, object: 'customer', deleted: true }
}

export async function removeCustomer(work: Work, customer: Customer): Promise<void> {
  const now = await work.clockTime(customer.test_clock)
  for (const subscription of await work.where('subscription', { match: { customer: customer.id } })) {
    if (subscription.ended_at === null)
      await endSubscription(work, subscription, now, 'cancellation_requested')
  }
  await work.save('customer', { ...customer, deleted: true })
  await work.emit('customer.deleted', customer)
}

export const customerRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'customer', url)),
  post(url, create),
  get(url, async (call) => {
    const match = { email: call.params.text('email'), test_clock: call.params.text('test_clock') }
    return await listPage(call, 'customer', url, match)
  }),
  get(`${url}/:id`, retrieve),
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
  get(`${url}/:id/payment_methods`, async (call) => {
    await call.work.customer(call.id, 'id')
    const type = call.params.text('type')
    call.params.accept('allow_redisplay')
    return await listPage(call, 'payment_method', `${url}/${call.id}/payment_methods`, {
      customer: call.id,
      type,
    })
  }),
  get(`${url}/:id/payment_methods/:childId`, async ({ work, id, childId }) => {
    const method = await work.get('payment_method', childId)
    if (method.customer !== id) throw invalid(`No such payment method: '${childId}'`, 'payment_method')
    return await present(work, method)
  }),
]
