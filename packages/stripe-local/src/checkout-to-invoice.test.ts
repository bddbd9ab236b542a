import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance, createPlan, seconds, startFixture, startReceiver, until } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let receiver: Awaited<ReturnType<typeof startReceiver>>
let stripe: Stripe

beforeAll(async () => {
  receiver = await startReceiver()
  fixture = await startFixture({ webhookEndpoints: [receiver.endpoint] })
  stripe = fixture.sdk()
})
afterAll(async () => {
  await fixture.close()
  await receiver.close()
})

const cardForm = (number: string, email = 'grace@example.com') =>
  new URLSearchParams({
    email,
    card_number: number,
    card_expiry: '12 / 44',
    card_cvc: '123',
    name: 'Grace <Hopper>',
  })

const submit = (url: string, body: URLSearchParams) =>
  fetch(url, { method: 'POST', body, redirect: 'manual' })

async function openSession(tag: string, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const plan = await createPlan(stripe, tag)
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: plan.base.id, quantity: 1 }, { price: plan.usage.id }],
    success_url: 'http://localhost:3000/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:3000/plans',
    client_reference_id: 'ws_1',
    subscription_data: { metadata: { workspace: 'ws_1' } },
    ...more,
  })
  return { plan, session }
}

test('a checkout leads to an active subscription, and a month of usage to an exact, paid invoice', async () => {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-01-31T10:00:00Z') })
  const customer = await stripe.customers.create({ email: 'grace@example.com', test_clock: clock.id })
  const { plan, session } = await openSession('walk', { customer: customer.id })
  expect(session.status).toBe('open')
  expect(session.url).toBe(`${fixture.url()}/c/pay/${session.id}`)

  const page = await (await fetch(session.url!)).text()
  expect(page).toContain('data-testid="card-number"')
  expect(page).toContain('Plan &lt;walk&gt;')
  expect(page).not.toContain('Plan <walk>')
  const paid = await submit(session.url!, cardForm('4242 4242 4242 4242'))
  expect(paid.status).toBe(303)
  expect(paid.headers.get('location')).toBe(`http://localhost:3000/done?session=${session.id}`)

  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'line_items'] })
  expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', customer: customer.id })
  expect(done.line_items?.data).toHaveLength(2)
  const subscription = done.subscription as Stripe.Subscription
  expect(subscription).toMatchObject({ status: 'active', metadata: { workspace: 'ws_1' } })
  expect(subscription.items.data[0]!.current_period_end).toBe(seconds('2027-02-28T10:00:00Z'))

  for (const [identifier, value] of [
    ['e1', '2500'],
    ['e2', '1001'],
    ['e3', '6'],
  ] as const) {
    await stripe.billing.meterEvents.create({
      event_name: 'predictions_walk',
      identifier,
      payload: { stripe_customer_id: customer.id, value },
    })
  }
  const summaries = await stripe.billing.meters.listEventSummaries(plan.meter.id, {
    customer: customer.id,
    start_time: seconds('2027-01-31T00:00:00Z'),
    end_time: seconds('2027-02-01T00:00:00Z'),
  })
  expect(summaries.data[0]!.aggregated_value).toBe(3507)

  const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
  await advance(stripe, clock.id, seconds('2027-02-28T12:00:00Z'))
  const invoices = await stripe.invoices.list({ subscription: subscription.id })
  expect(invoices.data).toHaveLength(2)
  const [renewal, first] = invoices.data
  expect(first).toMatchObject({ billing_reason: 'subscription_create', status: 'paid', total: 4900 })
  // 1000 × 0 + 2000 × 0.05 + 507 × 0.0333 = 116.8831 minor units
  expect(renewal).toMatchObject({
    billing_reason: 'subscription_cycle',
    status: 'paid',
    total: 4900 + 117,
    amount_paid: 5017,
    period_start: seconds('2027-01-31T10:00:00Z'),
    period_end: seconds('2027-02-28T10:00:00Z'),
  })
  expect(preview.total).toBe(renewal!.total)
  const [base, usage] = renewal!.lines.data
  expect(base).toMatchObject({
    amount: 4900,
    period: { start: seconds('2027-02-28T10:00:00Z'), end: seconds('2027-03-31T10:00:00Z') },
    pricing: { price_details: { price: plan.base.id, product: plan.product.id } },
  })
  expect(usage).toMatchObject({
    amount: 117,
    quantity: 3507,
    period: { start: seconds('2027-01-31T10:00:00Z'), end: seconds('2027-02-28T10:00:00Z') },
    parent: { subscription_item_details: { subscription: subscription.id } },
  })
  expect(renewal!.parent?.subscription_details?.subscription).toBe(subscription.id)
  expect(renewal!.payments?.data[0]).toMatchObject({ status: 'paid', amount_paid: 5017 })

  const hosted = await (await fetch(renewal!.hosted_invoice_url!)).text()
  expect(hosted).toContain('$50.17')

  await until(
    'renewal webhook',
    () => receiver.types().filter((type) => type === 'invoice.paid').length === 2,
  )
  const heard = receiver.types()
  for (const type of [
    'payment_method.attached',
    'customer.subscription.created',
    'invoice.created',
    'invoice.finalized',
    'invoice.payment_succeeded',
    'checkout.session.completed',
    'customer.subscription.updated',
  ])
    expect(heard).toContain(type)
  expect(receiver.state.badSignatures).toBe(0)
  const webhookLine = receiver.events.findLast(({ type }) => type === 'invoice.paid')!.data
    .object as Stripe.Invoice
  expect(webhookLine.lines.data[0]!.quantity_decimal).toBe('1')
})

test('usage that arrives in the hour of the draft still counts, later usage goes to the next period', async () => {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-04-01T00:00:00Z') })
  const customer = await stripe.customers.create({ email: 'late@example.com', test_clock: clock.id })
  const { session } = await openSession('late', { customer: customer.id })
  await submit(session.url!, cardForm('4242424242424242'))
  const send = (identifier: string, value: string, at: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'predictions_late',
      identifier: `late_${identifier}`,
      timestamp: seconds(at),
      payload: { stripe_customer_id: customer.id, value },
    })
  await advance(stripe, clock.id, seconds('2027-05-01T00:10:00Z'))
  const [draft] = (await stripe.invoices.list({ customer: customer.id })).data
  expect(draft).toMatchObject({ status: 'draft', total: 4900 })
  await send('in', '3000', '2027-04-30T23:59:59Z')
  await send('out', '5000', '2027-05-01T00:00:00Z')
  await advance(stripe, clock.id, seconds('2027-05-01T01:00:00Z'))
  expect(await stripe.invoices.retrieve(draft!.id)).toMatchObject({ status: 'paid', total: 4900 + 100 })
})

test('a declined card shows its reason and leaves no customer and no subscription behind', async () => {
  const { session } = await openSession('decline')
  const before = (await stripe.customers.list({ limit: 100 })).data.length
  for (const [number, text] of [
    ['4000000000000002', 'Your card was declined.'],
    ['4000000000009995', 'insufficient funds'],
    ['4000000000000069', 'Your card has expired.'],
    ['4000000000000341', 'Your card was declined.'],
    ['4242424242424241', 'card number is invalid'],
  ] as const) {
    const answer = await submit(session.url!, cardForm(number))
    expect(answer.status).toBe(402)
    const page = await answer.text()
    expect(page).toContain(text)
    expect(page).toContain('Grace &lt;Hopper&gt;')
  }
  expect((await stripe.customers.list({ limit: 100 })).data).toHaveLength(before)
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: 'open',
    subscription: null,
  })
  const good = await submit(session.url!, cardForm('4242424242424242'))
  expect(good.status).toBe(303)
})

test('a card that asks for 3D Secure subscribes after the challenge and not before', async () => {
  const { session } = await openSession('3ds')
  const asked = await submit(session.url!, cardForm('4000002500003155'))
  expect(await asked.text()).toContain('data-testid="3ds-dialog"')
  const payer = { email: 'grace@example.com', name: 'Grace' }
  const failed = await submit(`${session.url}/3ds`, new URLSearchParams({ ...payer, outcome: 'fail' }))
  expect(await failed.text()).toContain('unable to authenticate')
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
  await submit(session.url!, cardForm('4000002500003155'))
  const passed = await submit(`${session.url}/3ds`, new URLSearchParams({ ...payer, outcome: 'complete' }))
  expect(passed.status).toBe(303)
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'customer'] })
  expect(done.subscription).toMatchObject({ status: 'active' })
  expect(done.customer).toMatchObject({ email: 'grace@example.com' })
})

test('submitting a completed checkout again makes no second subscription', async () => {
  const { session } = await openSession('twice')
  const answers = await Promise.all([1, 2, 3].map(() => submit(session.url!, cardForm('4242424242424242'))))
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
  const { customer } = await stripe.checkout.sessions.retrieve(session.id)
  expect((await stripe.subscriptions.list({ customer: String(customer) })).data).toHaveLength(1)
})

test('an expired session takes no card', async () => {
  const { session } = await openSession('expired')
  expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null })
  expect((await submit(session.url!, cardForm('4242424242424242'))).status).toBe(410)
})

test('a form sent from another site is refused', async () => {
  const { session } = await openSession('csrf')
  const answer = await fetch(session.url!, {
    method: 'POST',
    body: cardForm('4242424242424242'),
    headers: { origin: 'https://elsewhere.example' },
  })
  expect(answer.status).toBe(403)
})
