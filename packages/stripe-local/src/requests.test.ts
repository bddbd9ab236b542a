import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlan, createSubscriber, startFixture } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let stripe: Stripe

beforeAll(async () => {
  fixture = await startFixture()
  stripe = fixture.sdk()
})
afterAll(() => fixture.close())

const raw = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${fixture.url()}${path}`, {
    method,
    headers: {
      authorization: 'Bearer sk_test_local',
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })

test('the same idempotency key and parameters replay the first answer, in any parameter order', async () => {
  const headers = { 'idempotency-key': 'same' }
  const first = await raw('POST', '/v1/customers', 'email=a%40example.com&name=A', headers)
  const again = await raw('POST', '/v1/customers', 'name=A&email=a%40example.com', headers)
  expect(first.headers.get('idempotent-replayed')).toBeNull()
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'))
  expect(await again.text()).toBe(await first.text())
  expect((await stripe.customers.list({ email: 'a@example.com' })).data).toHaveLength(1)
})

test('the same idempotency key with other parameters is a 400 idempotency_error', async () => {
  await stripe.customers.create({ email: 'b@example.com' }, { idempotencyKey: 'other' })
  const refused = stripe.customers.create({ email: 'c@example.com' }, { idempotencyKey: 'other' })
  await expect(refused).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' })
})

test('one key sent twenty times at once does the work once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      raw('POST', '/v1/customers', 'email=race%40example.com', { 'idempotency-key': 'race' }),
    ),
  )
  const statuses = new Set(answers.map(({ status }) => status))
  expect([...statuses].every((status) => status === 200 || status === 409)).toBe(true)
  expect(statuses.has(200)).toBe(true)
  expect((await stripe.customers.list({ email: 'race@example.com' })).data).toHaveLength(1)
})

test('refused parameters may be corrected under the same key', async () => {
  const headers = { 'idempotency-key': 'corrected' }
  expect((await raw('POST', '/v1/customers', 'balance=x', headers)).status).toBe(400)
  expect((await raw('POST', '/v1/customers', 'balance=5', headers)).status).toBe(200)
})

test('every refusal has the error shape, with a request id and the version echoed', async () => {
  await stripe.customers.create({ email: 'expand@example.com' })
  const cases: [string, string, string | undefined, number, object][] = [
    ['GET', '/v1/customers/cus_none', undefined, 404, { code: 'resource_missing', param: 'id' }],
    ['GET', '/v1/nothing', undefined, 404, { type: 'invalid_request_error' }],
    ['POST', '/v1/customers', 'emial=x', 400, { code: 'parameter_unknown', param: 'emial' }],
    ['POST', '/v1/customers', 'address[planet]=x', 400, { param: 'address[planet]' }],
    ['POST', '/v1/customers', 'email=nobody', 400, { code: 'email_invalid' }],
    ['POST', '/v1/products', '', 400, { code: 'parameter_missing', param: 'name' }],
    [
      'POST',
      '/v1/prices',
      'product=prod_x&currency=usd&unit_amount=1',
      400,
      { code: 'resource_missing', param: 'product' },
    ],
    ['POST', '/v1/customers', 'metadata=1', 400, { param: 'metadata' }],
    ['POST', '/v1/customers', 'name=a&name[b]=c', 400, { type: 'invalid_request_error' }],
    ['GET', '/v1/customers?limit=101', undefined, 400, { param: 'limit' }],
    ['GET', '/v1/customers?expand[]=data.nope', undefined, 400, { param: 'expand' }],
  ]
  for (const [method, path, body, status, error] of cases) {
    const answer = await raw(method, path, body, { 'stripe-version': '2026-10-28.endive' })
    expect([path, body, answer.status]).toEqual([path, body, status])
    expect(answer.headers.get('request-id')).toMatch(/^req_/)
    expect(answer.headers.get('stripe-version')).toBe('2026-10-28.endive')
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String), ...error } })
  }
})

test('a missing object reaches the SDK as an error and not as a success', async () => {
  await expect(stripe.subscriptions.retrieve('sub_none')).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
  })
})

test('only test keys are let in', async () => {
  for (const key of ['sk_live_1', 'nothing', ''])
    expect((await raw('GET', '/v1/customers', undefined, { authorization: `Bearer ${key}` })).status).toBe(
      401,
    )
})

test('pages forwards and backwards through a list without loss or repetition', async () => {
  for (let n = 0; n < 7; n += 1) await stripe.products.create({ name: `Page ${n}` })
  const all = (await stripe.products.list({ limit: 100 })).data.map(({ id }) => id)
  const seen: string[] = []
  for await (const product of stripe.products.list({ limit: 3 })) seen.push(product.id)
  expect(seen).toEqual(all)
  const back = await stripe.products.list({ limit: 3, ending_before: all[5]! })
  expect(back.data.map(({ id }) => id)).toEqual(all.slice(2, 5))
  expect(back.has_more).toBe(true)
})

test('metadata merges, clears by empty value, and can be searched', async () => {
  const { id } = await stripe.customers.create({ email: 'meta@example.com', metadata: { a: '1', b: '2' } })
  const changed = await stripe.customers.update(id, { metadata: { b: '', c: '3' } })
  expect(changed.metadata).toEqual({ a: '1', c: '3' })
  const found = await stripe.customers.search({ query: `metadata['c']:'3' AND email:'meta@example.com'` })
  expect(found.data.map((customer) => customer.id)).toEqual([id])
  await stripe.customers.del(id)
  expect(await stripe.customers.retrieve(id)).toMatchObject({ deleted: true })
})

test('expands along dotted paths and shows tiers only when asked', async () => {
  const plan = await createPlan(stripe, 'expand')
  const { subscription } = await createSubscriber(stripe, [plan.base.id, plan.usage.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const shown = await stripe.subscriptions.retrieve(subscription.id, {
    expand: ['latest_invoice.payments.data.payment.payment_intent', 'customer', 'items.data.price.tiers'],
  })
  expect(shown.customer).toMatchObject({ email: 'ada@example.com' })
  expect(shown.latest_invoice).toMatchObject({
    payments: { data: [{ payment: { payment_intent: { status: 'succeeded', amount: 4900 } } }] },
  })
  expect(shown.items.data[1]!.price.tiers).toHaveLength(3)
  expect((await stripe.prices.retrieve(plan.usage.id)).tiers).toBeUndefined()
  expect(plan.usage.unit_amount_decimal).toBeNull()
  expect(String(shown.items.data[1]!.price.tiers![1]!.unit_amount_decimal)).toBe('0.05')
})

test('a lookup key belongs to one price and moves only when told to', async () => {
  const { base, product } = await createPlan(stripe, 'lookup')
  const next = {
    product: product.id,
    currency: 'usd',
    unit_amount: 5900,
    recurring: { interval: 'month' },
    lookup_key: 'base_lookup',
  } as const
  await expect(stripe.prices.create(next)).rejects.toMatchObject({ statusCode: 400 })
  const moved = await stripe.prices.create({ ...next, transfer_lookup_key: true })
  expect((await stripe.prices.list({ lookup_keys: ['base_lookup'] })).data.map(({ id }) => id)).toEqual([
    moved.id,
  ])
  expect((await stripe.prices.retrieve(base.id)).lookup_key).toBeNull()
})

test('a meter event is taken once, in its window, for a known customer, in whole numbers', async () => {
  const { meter } = await createPlan(stripe, 'meter')
  const customer = await stripe.customers.create({ email: 'm@example.com' })
  const now = Math.floor(Date.now() / 1000)
  const send = (identifier: string, more: object = {}, value = '5') =>
    stripe.billing.meterEvents.create({
      event_name: 'predictions_meter',
      identifier,
      payload: { stripe_customer_id: customer.id, value },
      ...more,
    })
  expect(await send('m1')).toMatchObject({ object: 'billing.meter_event', identifier: 'm1' })
  await expect(send('m1')).rejects.toMatchObject({ statusCode: 400, code: 'duplicate_meter_event' })
  await expect(send('m2', { timestamp: now - 36 * 86_400 })).rejects.toMatchObject({
    code: 'timestamp_too_far_in_past',
  })
  await expect(send('m3', { timestamp: now + 600 })).rejects.toMatchObject({ code: 'timestamp_in_future' })
  await expect(send('m4', {}, '1.5')).rejects.toMatchObject({ statusCode: 400 })
  await expect(send('m5', { payload: { stripe_customer_id: 'cus_x', value: '1' } })).rejects.toMatchObject({
    statusCode: 400,
  })
  await Promise.allSettled(Array.from({ length: 30 }, () => send('m6')))
  const start = now - (now % 60) - 3600
  const total = await stripe.billing.meters.listEventSummaries(meter.id, {
    customer: customer.id,
    start_time: start,
    end_time: start + 7200,
  })
  expect(total.data[0]!.aggregated_value).toBe(10)
  await stripe.billing.meters.deactivate(meter.id)
  await expect(send('m7')).rejects.toMatchObject({ statusCode: 400 })
  await stripe.billing.meters.reactivate(meter.id)
  await send('m7')
})
