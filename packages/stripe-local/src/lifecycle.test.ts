import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance, createPlan, createSubscriber, seconds, startFixture, until } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let stripe: Stripe

beforeAll(async () => {
  fixture = await startFixture()
  stripe = fixture.sdk()
})
afterAll(() => fixture.close())

const invoicesOf = async (customer: string) =>
  (await stripe.invoices.list({ customer, limit: 100 })).data.reverse()

const licensed = (stripeProduct: string, amount: number, interval: 'month' | 'year' = 'month') =>
  stripe.prices.create({
    product: stripeProduct,
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval },
  })

test('a Jan 31 anchor renews on Feb 28 and Mar 31, one invoice per period, periods abutting', async () => {
  const { base } = await createPlan(stripe, 'anchor')
  const { clock, customer } = await createSubscriber(stripe, [base.id], { at: '2027-01-31T12:00:00Z' })
  for (const time of ['2027-03-01T00:00:00Z', '2027-04-15T00:00:00Z', '2027-06-01T00:00:00Z'])
    await advance(stripe, clock.id, seconds(time))
  const periods = (await invoicesOf(customer.id)).map(({ lines }) => lines.data[0]!.period)
  expect(periods.map(({ start }) => new Date(start * 1000).toISOString().slice(0, 10))).toEqual([
    '2027-01-31',
    '2027-02-28',
    '2027-03-31',
    '2027-04-30',
    '2027-05-31',
  ])
  for (const [index, period] of periods.entries())
    if (index > 0) expect(period.start).toBe(periods[index - 1]!.end)
})

test('a clock only goes forward, by at most two of the shortest interval', async () => {
  const { base } = await createPlan(stripe, 'clock')
  const { clock } = await createSubscriber(stripe, [base.id], { at: '2027-01-01T00:00:00Z' })
  const to = (iso: string) => stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds(iso) })
  await expect(to('2026-12-31T00:00:00Z')).rejects.toMatchObject({ statusCode: 400 })
  await expect(to('2027-03-02T00:00:00Z')).rejects.toMatchObject({ statusCode: 400 })
  expect((await to('2027-03-01T00:00:00Z')).status).toBe('advancing')
})

test('a card that fails on renewal leads through past_due and its retries to the end', async () => {
  const { base } = await createPlan(stripe, 'dunning')
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id })
  await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id })
  await advance(stripe, clock.id, seconds('2027-02-01T02:00:00Z'))
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
  const [, open] = await invoicesOf(customer.id)
  expect(open).toMatchObject({
    status: 'open',
    attempt_count: 1,
    next_payment_attempt: seconds('2027-02-04T01:00:00Z'),
  })
  await expect(stripe.invoices.pay(open!.id)).rejects.toMatchObject({
    type: 'StripeCardError',
    code: 'card_declined',
  })
  expect((await stripe.invoices.retrieve(open!.id)).attempt_count).toBe(2)
  await advance(stripe, clock.id, seconds('2027-02-25T00:00:00Z'))
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: 'canceled',
    cancellation_details: { reason: 'payment_failed' },
  })
  expect((await invoicesOf(customer.id))[1]).toMatchObject({ status: 'open', attempt_count: 4 })
})

test('paying the open invoice with another card brings a past_due subscription back', async () => {
  const { base } = await createPlan(stripe, 'recover')
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id })
  await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id })
  await advance(stripe, clock.id, seconds('2027-02-01T02:00:00Z'))
  const [, open] = await invoicesOf(customer.id)
  expect(await stripe.invoices.pay(open!.id, { payment_method: 'pm_card_visa' })).toMatchObject({
    status: 'paid',
  })
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
})

test('an upgrade and its way back at the same moment net to zero', async () => {
  const { base, product } = await createPlan(stripe, 'proration')
  const pro = await licensed(product.id, 9900)
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-01-01T00:00:00Z',
  })
  await advance(stripe, clock.id, seconds('2027-01-11T07:13:21Z'))
  const item = subscription.items.data[0]!.id
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: pro.id }] })
  const up = (await stripe.invoiceItems.list({ customer: customer.id })).data
  expect(up).toHaveLength(2)
  expect(up.every(({ proration }) => proration)).toBe(true)
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: base.id }] })
  const all = (await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data
  expect(all.reduce((sum, { amount }) => sum + amount, 0)).toBe(0)
  await advance(stripe, clock.id, seconds('2027-02-01T02:00:00Z'))
  expect((await invoicesOf(customer.id))[1]).toMatchObject({ total: 4900, status: 'paid' })
})

test('a change with always_invoice charges the difference for the rest of the period at once', async () => {
  const { base, product } = await createPlan(stripe, 'always')
  const pro = await licensed(product.id, 9800)
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-04-01T00:00:00Z',
  })
  await advance(stripe, clock.id, seconds('2027-04-16T00:00:00Z'))
  const items = [{ id: subscription.items.data[0]!.id, price: pro.id }]
  const details = { items, proration_behavior: 'always_invoice' as const }
  const preview = await stripe.invoices.createPreview({
    subscription: subscription.id,
    subscription_details: details,
  })
  expect(await invoicesOf(customer.id)).toHaveLength(1)
  await stripe.subscriptions.update(subscription.id, details)
  const [, change] = await invoicesOf(customer.id)
  expect(change).toMatchObject({ billing_reason: 'subscription_update', total: 2450, status: 'paid' })
  expect(preview.total).toBe(2450)
})

test('a metered plan that is left bills its usage at the old price, and the new one starts at zero', async () => {
  const plan = await createPlan(stripe, 'switch')
  const dearer = await stripe.prices.create({
    product: plan.product.id,
    currency: 'usd',
    unit_amount: 2,
    recurring: { interval: 'month', usage_type: 'metered', meter: plan.meter.id },
  })
  const { clock, customer, subscription } = await createSubscriber(stripe, [plan.base.id, plan.usage.id], {
    at: '2027-04-01T00:00:00Z',
  })
  const use = (value: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'predictions_switch',
      payload: { stripe_customer_id: customer.id, value },
    })
  await use('3000')
  await advance(stripe, clock.id, seconds('2027-04-10T00:00:00Z'))
  const metered = subscription.items.data[1]!.id
  await stripe.subscriptions.update(subscription.id, { items: [{ id: metered, price: dearer.id }] })
  await use('10')
  await advance(stripe, clock.id, seconds('2027-05-01T02:00:00Z'))
  const [, renewal] = await invoicesOf(customer.id)
  expect(renewal!.lines.data.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([20, 100, 4900])
})

test('another interval starts a new cycle at once', async () => {
  const { base, product } = await createPlan(stripe, 'yearly')
  const yearly = await licensed(product.id, 49_000, 'year')
  const { clock, customer, subscription } = await createSubscriber(stripe, [base.id], {
    at: '2027-04-01T00:00:00Z',
  })
  await advance(stripe, clock.id, seconds('2027-04-16T00:00:00Z'))
  const items = [{ id: subscription.items.data[0]!.id, price: yearly.id }]
  const changed = await stripe.subscriptions.update(subscription.id, { items })
  expect(changed.items.data[0]!.current_period_end).toBe(seconds('2028-04-16T00:00:00Z'))
  expect((await invoicesOf(customer.id))[1]).toMatchObject({ total: 49_000 - 2450, status: 'paid' })
})

test('cancelling at the period end bills the last usage and then nothing more', async () => {
  const plan = await createPlan(stripe, 'ending')
  const { clock, customer, subscription } = await createSubscriber(stripe, [plan.base.id, plan.usage.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const event = {
    event_name: 'predictions_ending',
    payload: { stripe_customer_id: customer.id, value: '3000' },
  }
  await stripe.billing.meterEvents.create(event)
  const ending = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
  expect(ending).toMatchObject({ status: 'active', cancel_at: seconds('2027-02-01T00:00:00Z') })
  await advance(stripe, clock.id, seconds('2027-02-20T00:00:00Z'))
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled' })
  await advance(stripe, clock.id, seconds('2027-06-20T00:00:00Z'))
  const invoices = await invoicesOf(customer.id)
  expect(invoices.map(({ total, status }) => [total, status])).toEqual([
    [4900, 'paid'],
    [100, 'paid'],
  ])
})

test('a trial costs nothing, announces its end, and then renews from its own anchor', async () => {
  const { base } = await createPlan(stripe, 'trial')
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-01-01T00:00:00Z') })
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    payment_method: 'pm_card_visa',
  })
  const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    trial_period_days: 14,
    default_payment_method: method!.id,
  })
  expect(subscription).toMatchObject({ status: 'trialing', trial_end: seconds('2027-01-15T00:00:00Z') })
  await advance(stripe, clock.id, seconds('2027-01-13T00:00:00Z'))
  const notices = await stripe.events.list({ type: 'customer.subscription.trial_will_end' })
  expect(notices.data[0]!.data.object).toMatchObject({ id: subscription.id })
  await advance(stripe, clock.id, seconds('2027-02-15T02:00:00Z'))
  expect((await invoicesOf(customer.id)).map(({ total }) => total)).toEqual([0, 4900, 4900])
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
})

test('a credit balance pays first, and a negative invoice becomes credit', async () => {
  const { base } = await createPlan(stripe, 'balance')
  const { clock, customer } = await createSubscriber(stripe, [base.id], { at: '2027-01-01T00:00:00Z' })
  await stripe.customers.update(customer.id, { balance: -3000 })
  await advance(stripe, clock.id, seconds('2027-02-01T02:00:00Z'))
  expect((await invoicesOf(customer.id))[1]).toMatchObject({
    total: 4900,
    amount_due: 1900,
    starting_balance: -3000,
    ending_balance: 0,
  })
  await stripe.invoiceItems.create({
    customer: customer.id,
    amount: -6000,
    currency: 'usd',
    description: 'Refund',
  })
  await advance(stripe, clock.id, seconds('2027-03-01T02:00:00Z'))
  expect((await invoicesOf(customer.id))[2]).toMatchObject({ total: -1100, amount_due: 0, status: 'paid' })
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -1100 })
})

test('a finalised invoice is fixed: it can be voided, not edited or deleted', async () => {
  const customer = await stripe.customers.create({ email: 'v@example.com' })
  const invoice = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 5,
  })
  await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: invoice.id,
    amount: 700,
    currency: 'usd',
  })
  const open = await stripe.invoices.finalizeInvoice(invoice.id)
  expect(open).toMatchObject({ status: 'open', total: 700, amount_due: 700 })
  await expect(stripe.invoices.del(invoice.id)).rejects.toMatchObject({ statusCode: 400 })
  const item = { customer: customer.id, invoice: invoice.id, amount: 1, currency: 'usd' }
  await expect(stripe.invoiceItems.create(item)).rejects.toMatchObject({ statusCode: 400 })
  expect((await stripe.invoices.voidInvoice(invoice.id)).status).toBe('void')
  await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({ statusCode: 400 })
})

test('without a card a subscription is refused, with default_incomplete it waits for one', async () => {
  const { base } = await createPlan(stripe, 'incomplete')
  const customer = await stripe.customers.create({ email: 'i@example.com' })
  const items = [{ price: base.id }]
  await expect(stripe.subscriptions.create({ customer: customer.id, items })).rejects.toMatchObject({
    statusCode: 400,
  })
  expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toHaveLength(0)
  const waiting = await stripe.subscriptions.create({
    customer: customer.id,
    items,
    payment_behavior: 'default_incomplete',
    expand: ['latest_invoice.confirmation_secret'],
  })
  expect(waiting.status).toBe('incomplete')
  const invoice = waiting.latest_invoice as Stripe.Invoice
  await stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_visa' })
  expect((await stripe.subscriptions.retrieve(waiting.id)).status).toBe('active')
})

test('a customer without a clock moves in real time', async () => {
  const { base } = await createPlan(stripe, 'real')
  const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    trial_end: Math.floor(Date.now() / 1000) + 1,
  })
  expect(subscription.status).toBe('trialing')
  await until(
    'trial over',
    async () => (await stripe.subscriptions.retrieve(subscription.id)).status === 'active',
  )
  expect((await invoicesOf(customer.id)).map(({ status, total }) => [status, total])).toEqual([
    ['paid', 0],
    ['draft', 4900],
  ])
})
