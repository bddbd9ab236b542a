import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlan, startFixture } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let stripe: Stripe

beforeAll(async () => {
  fixture = await startFixture()
  stripe = fixture.sdk()
})
afterAll(() => fixture.close())

const submit = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
const card = (number = '4242424242424242') => ({
  email: 'ada@example.com',
  card_number: number,
  card_expiry: '12/44',
  card_cvc: '123',
  name: 'Ada',
})
const success_url = 'http://localhost:3000/done'

test('a payment is charged less its fee, refunded in parts, and never beyond', async () => {
  const paid = await stripe.paymentIntents.create({
    amount: 10_000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    expand: ['latest_charge.balance_transaction'],
  })
  const charge = paid.latest_charge as Stripe.Charge
  expect(paid).toMatchObject({ status: 'succeeded', amount_received: 10_000 })
  expect(charge.balance_transaction).toMatchObject({
    amount: 10_000,
    fee: 320,
    net: 9680,
    type: 'charge',
    status: 'pending',
  })
  const first = await stripe.refunds.create({
    payment_intent: paid.id,
    amount: 3000,
    reason: 'requested_by_customer',
  })
  expect(first).toMatchObject({ status: 'succeeded', amount: 3000, charge: charge.id })
  await expect(stripe.refunds.create({ charge: charge.id, amount: 7001 })).rejects.toMatchObject({
    statusCode: 400,
  })
  await stripe.refunds.create({ charge: charge.id })
  expect(await stripe.charges.retrieve(charge.id, { expand: ['refunds'] })).toMatchObject({
    refunded: true,
    amount_refunded: 10_000,
    refunds: { data: [{ amount: 7000 }, { amount: 3000 }] },
  })
  await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  })
  const net = (await stripe.balanceTransactions.list({ limit: 100 })).data.reduce(
    (sum, row) => sum + row.net,
    0,
  )
  const { available, pending } = await stripe.balance.retrieve()
  expect((available[0]?.amount ?? 0) + (pending[0]?.amount ?? 0)).toBe(net)
  expect(net).toBe(-320)
})

test('a held amount is captured in part or let go, and a declined card leaves its attempt on record', async () => {
  const hold = {
    amount: 5000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    capture_method: 'manual',
  } as const
  const held = await stripe.paymentIntents.create(hold)
  expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 5000, amount_received: 0 })
  expect(await stripe.paymentIntents.capture(held.id, { amount_to_capture: 4000 })).toMatchObject({
    status: 'succeeded',
    amount_received: 4000,
  })
  await expect(stripe.paymentIntents.capture(held.id)).rejects.toMatchObject({ statusCode: 400 })
  const let_go = await stripe.paymentIntents.create(hold)
  expect(await stripe.paymentIntents.cancel(let_go.id, { cancellation_reason: 'abandoned' })).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'abandoned',
  })
  const declined = stripe.paymentIntents.create({
    ...hold,
    payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
  })
  await expect(declined).rejects.toMatchObject({
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    statusCode: 402,
  })
  const [failed] = (await stripe.paymentIntents.list({ limit: 1 })).data
  expect(failed).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { decline_code: 'insufficient_funds' },
  })
  expect(await stripe.paymentIntents.confirm(failed!.id, { payment_method: 'pm_card_visa' })).toMatchObject({
    status: 'requires_capture',
  })
  await expect(stripe.paymentIntents.create({ amount: 49, currency: 'usd' })).rejects.toMatchObject({
    code: 'amount_too_small',
  })
})

test('a challenge is passed or failed on the bank’s page, and off session it is a refusal', async () => {
  const intent = {
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
    return_url: 'http://localhost:3000/back?x=1',
  } as const
  const asked = await stripe.paymentIntents.create(intent)
  expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } })
  const url = asked.next_action!.redirect_to_url!.url!
  expect(await (await fetch(url)).text()).toContain('data-testid="3ds-complete"')
  const back = await submit(url, { outcome: 'complete' })
  expect(back.headers.get('location')).toMatch(
    /^http:\/\/localhost:3000\/back\?x=1&payment_intent=pi_.*redirect_status=succeeded$/,
  )
  expect((await stripe.paymentIntents.retrieve(asked.id)).status).toBe('succeeded')
  const second = await stripe.paymentIntents.create(intent)
  await submit(second.next_action!.redirect_to_url!.url!, { outcome: 'fail' })
  expect(await stripe.paymentIntents.retrieve(second.id)).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code: 'payment_intent_authentication_failure' },
  })
  const { return_url: _unused, ...offSession } = intent
  await expect(stripe.paymentIntents.create({ ...offSession, off_session: true })).rejects.toMatchObject({
    code: 'authentication_required',
  })
  const customer = await stripe.customers.create({ email: 'seti@example.com' })
  const setup = await stripe.setupIntents.create({
    customer: customer.id,
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
    return_url: 'http://localhost:3000/back',
  })
  await submit(setup.next_action!.redirect_to_url!.url!, { outcome: 'complete' })
  expect((await stripe.setupIntents.retrieve(setup.id)).status).toBe('succeeded')
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1)
  const open = await stripe.setupIntents.create({})
  expect(await stripe.setupIntents.cancel(open.id)).toMatchObject({ status: 'canceled' })
})

test('a one-time checkout takes a promotion code, charges the rest and keeps no customer unless asked', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'once' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'QUARTER' })
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    allow_promotion_codes: true,
    success_url,
    cancel_url: 'http://localhost:3000/cart',
    line_items: [
      {
        quantity: 2,
        tax_rates: [vat.id],
        price_data: { currency: 'usd', unit_amount: 5000, product_data: { name: 'Labelling' } },
      },
    ],
    payment_intent_data: { metadata: { order: '7' } },
  })
  expect(session).toMatchObject({
    amount_subtotal: 10_000,
    amount_total: 12_000,
    total_details: { amount_tax: 2000 },
  })
  const wrong = await submit(`${session.url}/promo`, { promotion_code: 'nope' })
  expect(await wrong.text()).toContain('data-testid="promo-error"')
  await submit(`${session.url}/promo`, { promotion_code: ' quarter ' })
  const page = await (await fetch(session.url!)).text()
  expect(page).toContain('data-testid="promo-applied"')
  expect(page).toContain('$90.00')
  expect((await submit(session.url!, card('4000000000000002'))).status).toBe(402)
  expect((await submit(session.url!, card())).status).toBe(303)
  const done = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent', 'line_items'],
  })
  expect(done).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    customer: null,
    amount_total: 9000,
    total_details: { amount_discount: 2500, amount_tax: 1500 },
    payment_intent: { amount: 9000, status: 'succeeded', metadata: { order: '7' } },
    line_items: {
      data: [{ amount_subtotal: 10_000, amount_discount: 2500, amount_tax: 1500, amount_total: 9000 }],
    },
  })
  expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1)
})

test('a one-time checkout may leave a paid invoice', async () => {
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 4200,
    product_data: { name: 'Audit' },
  })
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url,
    line_items: [{ price: price.id, quantity: 1 }],
    invoice_creation: { enabled: true },
  })
  await submit(session.url!, card())
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice', 'payment_intent'] })
  expect(done).toMatchObject({
    invoice: { status: 'paid', total: 4200 },
    payment_intent: { status: 'succeeded' },
  })
})

test('a setup checkout saves a card, and a free subscription may need none', async () => {
  const customer = await stripe.customers.create({ email: 'setup@example.com' })
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer: customer.id,
    currency: 'usd',
    success_url,
  })
  expect(await (await fetch(session.url!)).text()).toContain('data-testid="setup"')
  expect((await submit(session.url!, card('4000002500003155'))).status).toBe(200)
  expect(
    (await submit(`${session.url}/3ds`, { outcome: 'complete', email: 'a@b.c', name: 'Ada' })).status,
  ).toBe(303)
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] })
  expect(done.setup_intent).toMatchObject({ status: 'succeeded', customer: customer.id })
  const { base } = await createPlan(stripe, 'nocard')
  const trial = await stripe.checkout.sessions.create({
    mode: 'subscription',
    success_url,
    payment_method_collection: 'if_required',
    line_items: [{ price: base.id, quantity: 1 }],
    subscription_data: { trial_period_days: 7 },
  })
  expect(await (await fetch(trial.url!)).text()).not.toContain('data-testid="card-number"')
  expect((await submit(trial.url!, { email: 'free@example.com' })).status).toBe(303)
  const started = await stripe.checkout.sessions.retrieve(trial.id, { expand: ['subscription'] })
  expect(started.subscription).toMatchObject({ status: 'trialing', default_payment_method: null })
  const line_items = [{ price: base.id, quantity: 1 }]
  const wrong = stripe.checkout.sessions.create({ mode: 'payment', success_url, line_items })
  await expect(wrong).rejects.toMatchObject({ statusCode: 400 })
})

test('keys are accounts: what one makes, another does not see, nor does it share idempotency keys', async () => {
  const other = fixture.sdk({ key: 'sk_test_other' })
  const mine = await stripe.customers.create({ email: 'mine@example.com' }, { idempotencyKey: 'shared' })
  const theirs = await other.customers.create({ email: 'theirs@example.com' }, { idempotencyKey: 'shared' })
  expect((await other.customers.list()).data.map(({ id }) => id)).toEqual([theirs.id])
  await expect(other.customers.retrieve(mine.id)).rejects.toMatchObject({ statusCode: 404 })
  for (const sdk of [stripe, other]) await sdk.products.create({ id: 'same', name: 'Same id' })
  await expect(stripe.customers.list({}, { stripeAccount: 'acct_unknown' })).rejects.toMatchObject({
    statusCode: 403,
  })
})
