import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance, createPlan, createSubscriber, seconds, startFixture } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let stripe: Stripe

beforeAll(async () => {
  fixture = await startFixture()
  stripe = fixture.sdk()
})
afterAll(() => fixture.close())

const invoicesOf = async (customer: string) =>
  (await stripe.invoices.list({ customer, limit: 100 })).data.reverse()
const outcome = async (customer: string) =>
  (await invoicesOf(customer)).map(({ total, status }) => [total, status])

async function trialing(tag: string, missing: 'cancel' | 'create_invoice' | 'pause') {
  const { base } = await createPlan(stripe, tag)
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-01-01T00:00:00Z') })
  const customer = await stripe.customers.create({ test_clock: clock.id })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: missing } },
  })
  await advance(stripe, clock.id, seconds('2027-01-08T02:00:00Z'))
  return { clock, customer, subscription }
}

test('a trial that ends without a card bills, cancels or pauses, as it was told to', async () => {
  const bills = await trialing('trial1', 'create_invoice')
  expect((await stripe.subscriptions.retrieve(bills.subscription.id)).status).toBe('past_due')
  const cancels = await trialing('trial2', 'cancel')
  expect((await stripe.subscriptions.retrieve(cancels.subscription.id)).status).toBe('canceled')
  const pauses = await trialing('trial3', 'pause')
  expect((await stripe.subscriptions.retrieve(pauses.subscription.id)).status).toBe('paused')
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: pauses.customer.id })
  await stripe.customers.update(pauses.customer.id, { invoice_settings: { default_payment_method: card.id } })
  const resumed = await stripe.subscriptions.resume(pauses.subscription.id, {
    billing_cycle_anchor: { type: 'now' },
  })
  expect(resumed.status).toBe('active')
  expect(resumed.items.data[0]!.current_period_end).toBe(seconds('2027-02-08T02:00:00Z'))
  expect(await outcome(pauses.customer.id)).toEqual([
    [0, 'paid'],
    [4900, 'paid'],
  ])
})

test('a trial that is ended by hand is charged for at once', async () => {
  const { base } = await createPlan(stripe, 'endtrial')
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-01-01T00:00:00Z') })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    trial_period_days: 30,
    default_payment_method: card!.id,
  })
  expect((await stripe.subscriptions.update(id, { trial_end: 'now' })).status).toBe('active')
  expect(await outcome(customer.id)).toEqual([
    [0, 'paid'],
    [4900, 'paid'],
  ])
})

test('paused collection voids, gives up on or keeps the invoices, and goes on when its time has come', async () => {
  const expected = { void: 'void', mark_uncollectible: 'uncollectible', keep_as_draft: 'draft' } as const
  for (const behavior of ['void', 'mark_uncollectible', 'keep_as_draft'] as const) {
    const { base } = await createPlan(stripe, `pause_${behavior}`)
    const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
      at: '2027-01-01T00:00:00Z',
    })
    await stripe.subscriptions.update(subscription.id, {
      pause_collection: { behavior, resumes_at: seconds('2027-02-15T00:00:00Z') },
    })
    await advance(stripe, clock.id, seconds('2027-02-10T00:00:00Z'))
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
    await advance(stripe, clock.id, seconds('2027-03-02T00:00:00Z'))
    expect((await stripe.subscriptions.retrieve(subscription.id)).pause_collection).toBeNull()
    expect(await outcome(customer.id)).toEqual([
      [4900, 'paid'],
      [4900, expected[behavior]],
      [4900, 'paid'],
    ])
  }
})

test('more seats are billed for the rest of the period, fewer are credited', async () => {
  const { base } = await createPlan(stripe, 'seats')
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-04-01T00:00:00Z',
  })
  await advance(stripe, clock.id, seconds('2027-04-16T00:00:00Z'))
  const item = subscription.items.data[0]!.id
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 3 }] })
  await stripe.subscriptionItems.update(item, { quantity: 2, proration_behavior: 'none' })
  await advance(stripe, clock.id, seconds('2027-05-01T02:00:00Z'))
  const renewal = (await invoicesOf(customer.id))[1]!
  expect(renewal.lines.data.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([-2450, 7350, 9800])
})

test('an anchor on a day of the month shortens the first period and its price', async () => {
  const { base } = await createPlan(stripe, 'anchored')
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-04-16T00:00:00Z') })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    billing_cycle_anchor_config: { day_of_month: 1, hour: 0, minute: 0, second: 0 },
    default_payment_method: card!.id,
  })
  expect(subscription.billing_cycle_anchor).toBe(seconds('2027-05-01T00:00:00Z'))
  await advance(stripe, clock.id, seconds('2027-05-01T02:00:00Z'))
  expect(await outcome(customer.id)).toEqual([
    [2450, 'paid'],
    [4900, 'paid'],
  ])
})

test('a schedule changes price and seats at the boundary of its phases and then lets go', async () => {
  const { base, product } = await createPlan(stripe, 'phases')
  const dearer = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 9900,
    recurring: { interval: 'month' },
  })
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id })
  const [current] = schedule.phases
  await stripe.subscriptionSchedules.update(schedule.id, {
    phases: [
      {
        items: [{ price: base.id, quantity: 1 }],
        start_date: current!.start_date,
        end_date: current!.end_date,
      },
      { items: [{ price: dearer.id, quantity: 2 }], duration: { interval: 'month' } },
    ],
  })
  expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBe(schedule.id)
  await advance(stripe, clock.id, seconds('2027-02-01T02:00:00Z'))
  await advance(stripe, clock.id, seconds('2027-03-01T02:00:00Z'))
  expect(await outcome(customer.id)).toEqual([
    [4900, 'paid'],
    [19_800, 'paid'],
    [19_800, 'paid'],
  ])
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: 'released',
    released_subscription: subscription.id,
  })
  expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBeNull()
})

test('a schedule that starts later makes its subscription then, and ends it when told to', async () => {
  const { base } = await createPlan(stripe, 'later')
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-01-01T00:00:00Z') })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card!.id } })
  const schedule = await stripe.subscriptionSchedules.create({
    customer: customer.id,
    start_date: seconds('2027-01-10T00:00:00Z'),
    end_behavior: 'cancel',
    phases: [{ items: [{ price: base.id }], duration: { interval: 'month', interval_count: 2 } }],
  })
  expect(schedule).toMatchObject({ status: 'not_started', subscription: null })
  await advance(stripe, clock.id, seconds('2027-02-15T00:00:00Z'))
  expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe('active')
  await advance(stripe, clock.id, seconds('2027-03-15T00:00:00Z'))
  expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe('completed')
  expect(await outcome(customer.id)).toEqual([
    [4900, 'paid'],
    [4900, 'paid'],
  ])
})
