import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance, createPlan, seconds, startFixture } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let stripe: Stripe

beforeAll(async () => {
  fixture = await startFixture({ afterFinalRetry: 'unpaid' })
  stripe = fixture.sdk()
})
afterAll(() => fixture.close())

const told = new Set([
  'customer.subscription.trial_will_end',
  'invoice.created',
  'invoice.finalized',
  'invoice.payment_failed',
  'charge.failed',
])

test('one advance passes every boundary in order: notice, trial end, draft, an hour, charge, retries, unpaid', async () => {
  const { base } = await createPlan(stripe, 'order')
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2028-02-01T00:00:00Z') })
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    payment_method: 'pm_card_chargeCustomerFail',
  })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    default_payment_method: card!.id,
    trial_end: seconds('2028-02-29T12:00:00Z'),
  })
  await advance(stripe, clock.id, seconds('2028-03-28T00:00:00Z'))
  const events = (await stripe.events.list({ limit: 100 })).data.reverse()
  const after = events.findLastIndex(({ type }) => type === 'customer.subscription.created')
  const heard = events
    .slice(after)
    .map(({ type }) => type as string)
    .filter((type) => told.has(type))
  const attempt = ['charge.failed', 'invoice.payment_failed']
  expect(heard).toEqual([
    'invoice.created',
    'invoice.finalized',
    'customer.subscription.trial_will_end',
    'invoice.created',
    'invoice.finalized',
    ...attempt,
    ...attempt,
    ...attempt,
    ...attempt,
  ])
  const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data
  // The leap day is the trial's end; the draft waits for an hour; retries follow after 3, 5 and 7 days.
  expect(invoice).toMatchObject({
    created: seconds('2028-02-29T12:00:00Z'),
    effective_at: seconds('2028-02-29T13:00:00Z'),
    attempt_count: 4,
    next_payment_attempt: null,
    status: 'open',
  })
  const after_ = await stripe.subscriptions.retrieve(subscription.id)
  expect(after_.status).toBe('unpaid')
  expect(after_.items.data[0]!.current_period_end).toBe(seconds('2028-03-29T12:00:00Z'))
})

test('periods keep their hour across the changes of summer time and abut over a leap year', async () => {
  const { product } = await createPlan(stripe, 'dst')
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'week' },
  })
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2028-03-10T09:30:00Z') })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: card!.id,
  })
  for (const time of ['2028-03-24T09:30:00Z', '2028-04-07T09:30:00Z'])
    await advance(stripe, clock.id, seconds(time))
  const invoices = (await stripe.invoices.list({ customer: customer.id })).data.reverse()
  const starts = invoices.map(({ lines }) => lines.data[0]!.period.start)
  expect(starts.map((start) => new Date(start * 1000).toISOString())).toEqual([
    '2028-03-10T09:30:00.000Z',
    '2028-03-17T09:30:00.000Z',
    '2028-03-24T09:30:00.000Z',
    '2028-03-31T09:30:00.000Z',
    '2028-04-07T09:30:00.000Z',
  ])
})
