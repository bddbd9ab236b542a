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

async function payer(at: string) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds(at) })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card!.id } })
  return { clock, customer }
}

test('a coupon takes its percentage off once, for its months, or for good', async () => {
  const { base } = await createPlan(stripe, 'durations')
  const coupons = [
    await stripe.coupons.create({ percent_off: 50, duration: 'once' }),
    await stripe.coupons.create({ percent_off: 33.3, duration: 'repeating', duration_in_months: 2 }),
    await stripe.coupons.create({ amount_off: 1000, currency: 'usd', duration: 'forever', id: 'TENOFF' }),
  ]
  const totals: number[][] = []
  for (const coupon of coupons) {
    const { clock, customer } = await payer('2027-01-01T00:00:00Z')
    await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: base.id }],
      discounts: [{ coupon: coupon.id }],
    })
    await advance(stripe, clock.id, seconds('2027-02-20T00:00:00Z'))
    await advance(stripe, clock.id, seconds('2027-04-15T00:00:00Z'))
    totals.push((await invoicesOf(customer.id)).map(({ total }) => total))
  }
  expect(totals).toEqual([
    [2450, 4900, 4900, 4900],
    [3268, 3268, 4900, 4900],
    [3900, 3900, 3900, 3900],
  ])
  expect(await stripe.coupons.retrieve('TENOFF')).toMatchObject({ times_redeemed: 1, valid: true })
})

test('a fixed sum is spread over the lines it applies to and adds up exactly', async () => {
  const one = await createPlan(stripe, 'spread1')
  const two = await createPlan(stripe, 'spread2')
  const three = await createPlan(stripe, 'spread3')
  const coupon = await stripe.coupons.create({
    amount_off: 1000,
    currency: 'usd',
    duration: 'forever',
    applies_to: { products: [one.product.id, two.product.id, three.product.id] },
  })
  const { customer } = await payer('2027-01-01T00:00:00Z')
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [one, two, three].map(({ base }) => ({ price: base.id })),
    discounts: [{ coupon: coupon.id }],
    expand: ['latest_invoice', 'discounts.source.coupon.applies_to'],
  })
  const invoice = subscription.latest_invoice as Stripe.Invoice
  expect(invoice).toMatchObject({ subtotal: 14_700, total: 13_700, amount_paid: 13_700 })
  const parts = invoice.lines.data.map(({ discount_amounts }) => discount_amounts![0]!.amount)
  expect(parts).toEqual([333, 334, 333])
  expect(invoice.total_discount_amounts![0]!.amount).toBe(1000)
})

test('a promotion code is redeemed as often as it says, by whom it says, above its minimum', async () => {
  const { base } = await createPlan(stripe, 'promo')
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  const promotion = { type: 'coupon', coupon: coupon.id } as const
  const single = await stripe.promotionCodes.create({ promotion, code: 'HELLO', max_redemptions: 1 })
  const high = await stripe.promotionCodes.create({
    promotion,
    restrictions: { minimum_amount: 10_000, minimum_amount_currency: 'usd' },
  })
  await expect(stripe.promotionCodes.create({ promotion, code: 'hello' })).rejects.toMatchObject({
    statusCode: 400,
  })
  const { customer } = await payer('2027-01-01T00:00:00Z')
  const subscribe = (code: string) =>
    stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: base.id }],
      discounts: [{ promotion_code: code }],
    })
  await expect(subscribe(high.id)).rejects.toMatchObject({ statusCode: 400 })
  await subscribe(single.id)
  await expect(subscribe(single.id)).rejects.toMatchObject({ code: 'promotion_code_expired' })
  expect((await stripe.promotionCodes.list({ code: 'hello' })).data[0]!.times_redeemed).toBe(1)
  const old = await stripe.coupons.create({ percent_off: 5, max_redemptions: 1 })
  await stripe.coupons.del(old.id)
  await expect(stripe.coupons.retrieve(old.id)).rejects.toMatchObject({ statusCode: 404 })
})

test('a downgrade credits no more than was paid under a discount', async () => {
  const { base, product } = await createPlan(stripe, 'credit')
  const small = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
  })
  const coupon = await stripe.coupons.create({ percent_off: 80, duration: 'once' })
  const { clock, customer } = await payer('2027-04-01T00:00:00Z')
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }],
    discounts: [{ coupon: coupon.id }],
  })
  await advance(stripe, clock.id, seconds('2027-04-16T00:00:00Z'))
  const items = [{ id: subscription.items.data[0]!.id, price: small.id }]
  await stripe.subscriptions.update(subscription.id, { items })
  const pending = (await stripe.invoiceItems.list({ customer: customer.id })).data.map(({ amount }) => amount)
  // Paid: 20 % of 4900. Half of it is unused; half of the new price is due.
  expect(pending.sort((a, b) => a - b)).toEqual([-490, 500])
})

test('taxes are added or held, per line, after discounts, and sum to the total', async () => {
  const { base } = await createPlan(stripe, 'tax')
  const vat = await stripe.taxRates.create({
    display_name: 'VAT',
    percentage: 19,
    inclusive: true,
    country: 'DE',
  })
  const sales = await stripe.taxRates.create({ display_name: 'Sales', percentage: 8.875, inclusive: false })
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  const first = async (
    rates: string[],
    more: Partial<Stripe.SubscriptionCreateParams> = {},
    exempt?: 'exempt',
  ) => {
    const { customer } = await payer('2027-01-01T00:00:00Z')
    if (exempt !== undefined) await stripe.customers.update(customer.id, { tax_exempt: exempt })
    const made = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: base.id }],
      default_tax_rates: rates,
      expand: ['latest_invoice'],
      ...more,
    })
    return made.latest_invoice as Stripe.Invoice
  }
  expect(await first([vat.id])).toMatchObject({
    subtotal: 4900,
    subtotal_excluding_tax: 4118,
    total: 4900,
    total_excluding_tax: 4118,
    total_taxes: [{ amount: 782, tax_behavior: 'inclusive', taxable_amount: 4118 }],
  })
  // 8.875 % of 2450 is 217.4375
  expect(await first([sales.id], { discounts: [{ coupon: coupon.id }] })).toMatchObject({
    subtotal: 4900,
    total: 2667,
    total_excluding_tax: 2450,
    amount_paid: 2667,
    total_taxes: [{ amount: 217, tax_behavior: 'exclusive' }],
  })
  const own = await first([vat.id], { items: [{ price: base.id, tax_rates: [sales.id] }] })
  expect(own).toMatchObject({ total: 4900 + 435 })
  expect(await first([sales.id], {}, 'exempt')).toMatchObject({
    total: 4900,
    total_taxes: [{ amount: 0, taxability_reason: 'customer_exempt' }],
  })
  await stripe.taxRates.update(vat.id, { active: false })
  await expect(first([vat.id])).rejects.toMatchObject({ statusCode: 400 })
})

test('a yearly plan in euros with several seats renews in a year with its discount', async () => {
  const product = await stripe.products.create({ name: 'Yearly' })
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 12_000,
    recurring: { interval: 'year' },
  })
  const coupon = await stripe.coupons.create({
    amount_off: 100,
    currency: 'usd',
    currency_options: { eur: { amount_off: 90 } },
    duration: 'forever',
  })
  const { clock, customer } = await payer('2028-02-29T00:00:00Z')
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id, quantity: 3 }],
    discounts: [{ coupon: coupon.id }],
  })
  expect(subscription.items.data[0]!.current_period_end).toBe(seconds('2029-02-28T00:00:00Z'))
  await advance(stripe, clock.id, seconds('2029-03-01T00:00:00Z'))
  expect((await invoicesOf(customer.id)).map(({ total, currency }) => [total, currency])).toEqual([
    [35_910, 'eur'],
    [35_910, 'eur'],
  ])
  const { subscription: second } = await createSubscriber(stripe, [price.id], { at: '2027-01-01T00:00:00Z' })
  expect(second.currency).toBe('eur')
})
