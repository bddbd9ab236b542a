import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlan, createSubscriber, startFixture } from './fixtures.ts'

interface Fields {
  nonNull: string[]
  nullable: string[]
}

/** Required fields per object of API version 2026-10-28.endive, derived from the types of stripe@23.1.0. */
const required: Record<string, Fields> = JSON.parse(
  readFileSync(new URL('./required-fields.json', import.meta.url), 'utf8'),
)

let fixture: Awaited<ReturnType<typeof startFixture>>
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const seen = new Set<string>()

function check(value: unknown, path: string, problems: string[]): void {
  if (Array.isArray(value)) {
    for (const child of value) check(child, path, problems)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const object = value as Record<string, unknown>
  const kind = object['object']
  if (typeof kind === 'string' && object['deleted'] !== true) {
    const fields = required[kind]
    if (fields !== undefined) {
      seen.add(kind)
      for (const name of [...fields.nonNull, ...fields.nullable])
        if (!Object.hasOwn(object, name)) problems.push(`${path}: ${kind}.${name} is missing`)
      for (const name of fields.nonNull)
        if (object[name] === null) problems.push(`${path}: ${kind}.${name} is null`)
    }
    if ('livemode' in object && object['livemode'] !== false) problems.push(`${path}: livemode`)
  }
  for (const [key, child] of Object.entries(object)) {
    if (key.startsWith('_')) problems.push(`${path}: internal field ${key} is shown`)
    if (key.endsWith('_decimal') && child !== null && typeof child !== 'string')
      problems.push(`${path}: ${key} is not a string`)
    if (key !== 'metadata' && key !== 'payload') check(child, `${path}.${key}`, problems)
  }
}

test('every object carries every field that its API version requires', async () => {
  const stripe = fixture.sdk()
  const plan = await createPlan(stripe, 'shapes')
  const { customer, subscription } = await createSubscriber(stripe, [plan.base.id, plan.usage.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const item = subscription.items.data[0]!.id
  await stripe.invoiceItems.create({ customer: customer.id, amount: 5, currency: 'usd' })
  await stripe.setupIntents.create({ customer: customer.id, payment_method: 'pm_card_visa', confirm: true })
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['product.deleted'] })
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: plan.base.id, quantity: 2 }],
    success_url: 'http://localhost/',
  })
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id })
  const meterEvent = await stripe.billing.meterEvents.create({
    event_name: 'predictions_shapes',
    payload: { stripe_customer_id: customer.id, value: '3' },
  })
  const problems: string[] = []
  check([session, portal, meterEvent], 'created', problems)
  const day = 86_400
  const start = Date.parse('2027-01-01') / 1000
  for (const path of [
    '/v1/customers',
    '/v1/products',
    '/v1/prices?expand[]=data.tiers',
    `/v1/payment_methods?customer=${customer.id}`,
    '/v1/payment_intents',
    '/v1/setup_intents',
    '/v1/charges',
    '/v1/invoice_payments',
    '/v1/checkout/sessions',
    '/v1/subscriptions?expand[]=data.latest_invoice&expand[]=data.customer',
    `/v1/subscription_items?subscription=${subscription.id}`,
    `/v1/subscription_items/${item}`,
    '/v1/invoices',
    '/v1/invoiceitems',
    '/v1/billing/meters',
    `/v1/billing/meters/${plan.meter.id}/event_summaries?customer=${customer.id}&start_time=${start}&end_time=${start + day}`,
    '/v1/balance',
    '/v1/events?limit=100',
    '/v1/webhook_endpoints',
    '/v1/billing_portal/configurations',
    '/v1/test_helpers/test_clocks',
  ]) {
    const answer = await fetch(`${fixture.url()}${path}`, { headers: { authorization: 'Bearer sk_test_x' } })
    expect([path, answer.status]).toEqual([path, 200])
    check(await answer.json(), path.split('?')[0]!, problems)
  }
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
  check(JSON.parse(JSON.stringify(preview)), 'preview', problems)
  expect([...new Set(problems)]).toEqual([])
  expect(Object.keys(required).filter((kind) => !seen.has(kind))).toEqual([])
})
