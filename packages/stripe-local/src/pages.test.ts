import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlan, createSubscriber, seconds, startFixture, until } from './fixtures.ts'

let fixture: Awaited<ReturnType<typeof startFixture>>
let stripe: Stripe

beforeAll(async () => {
  fixture = await startFixture()
  stripe = fixture.sdk()
})
afterAll(() => fixture.close())

const text = async (url: string) => await (await fetch(url)).text()
const submit = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
const goodCard = { card_number: '5555 5555 5555 4444', card_expiry: '1/44', card_cvc: '999', name: 'Ada' }

test('the console shows what there is, and its buttons advance a clock', async () => {
  const { base } = await createPlan(stripe, 'console')
  const { clock } = await createSubscriber(stripe, [base.id], { at: '2027-01-31T00:00:00Z' })
  await stripe.customers.update((await stripe.customers.list({ limit: 1 })).data[0]!.id, {
    name: '<script>alert(1)</script>',
  })
  const shown = await text(`${fixture.url()}/`)
  expect(shown).toContain('data-testid="advance-month"')
  expect(shown).not.toContain('<script>alert')
  const answer = await submit(`${fixture.url()}/console/clocks/${clock.id}/advance`, { step: 'month' })
  expect(answer.status).toBe(303)
  await until('arrival', async () => {
    const { frozen_time, status } = await stripe.testHelpers.testClocks.retrieve(clock.id)
    return status === 'ready' && frozen_time === seconds('2027-02-28T00:00:00Z')
  })
})

test('the portal takes a new card, cancels at the period end and takes that back', async () => {
  const { base } = await createPlan(stripe, 'portal')
  const { customer, subscription } = await createSubscriber(stripe, [base.id], { at: '2027-01-01T00:00:00Z' })
  const { url } = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: 'http://localhost:3000/billing',
  })
  expect(await text(url)).toContain('Plan &lt;portal&gt;')
  expect((await submit(`${url}/card`, { ...goodCard, card_number: '4000000000000002' })).status).toBe(402)
  expect((await submit(`${url}/card`, goodCard)).status).toBe(303)
  const shown = await stripe.subscriptions.retrieve(subscription.id, { expand: ['default_payment_method'] })
  expect(shown.default_payment_method).toMatchObject({ card: { brand: 'mastercard', last4: '4444' } })
  await submit(`${url}/subscription`, { subscription: subscription.id, action: 'cancel' })
  expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(true)
  await submit(`${url}/subscription`, { subscription: subscription.id, action: 'resume' })
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    cancel_at_period_end: false,
    cancel_at: null,
  })
})

test('a portal session reaches only its own customer', async () => {
  const { base } = await createPlan(stripe, 'stranger')
  const mine = await createSubscriber(stripe, [base.id], { at: '2027-01-01T00:00:00Z' })
  const other = await createSubscriber(stripe, [base.id], { at: '2027-01-01T00:00:00Z' })
  const { url } = await stripe.billingPortal.sessions.create({ customer: mine.customer.id })
  const fields = { subscription: other.subscription.id, action: 'cancel' }
  expect((await submit(`${url}/subscription`, fields)).status).toBe(404)
  expect((await fetch(`${fixture.url()}/p/session/test_guess`)).status).toBe(404)
})

test('an open invoice is paid on its own page', async () => {
  const customer = await stripe.customers.create({ email: 'open@example.com' })
  const invoice = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 3,
  })
  await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: invoice.id,
    amount: 1234,
    currency: 'usd',
    description: 'Setup <b>',
  })
  const { hosted_invoice_url: url } = await stripe.invoices.finalizeInvoice(invoice.id)
  const shown = await text(url!)
  expect(shown).toContain('$12.34')
  expect(shown).toContain('Setup &lt;b&gt;')
  expect((await submit(url!, { ...goodCard, card_number: '4000000000000341' })).status).toBe(402)
  expect((await submit(url!, goodCard)).status).toBe(303)
  expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid')
  expect(await text(url!)).not.toContain('data-testid="pay"')
})

test('the portal shows what another plan and more seats cost before they are taken, and only what it offers', async () => {
  const { base, product } = await createPlan(stripe, 'change')
  const pro = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 9800,
    recurring: { interval: 'month' },
  })
  const { customer, subscription } = await createSubscriber(stripe, [base.id], { at: '2027-04-01T00:00:00Z' })
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price', 'quantity'],
        products: [{ product: product.id, prices: [base.id, pro.id] }],
        proration_behavior: 'always_invoice',
      },
      subscription_cancel: { enabled: true, mode: 'immediately' },
    },
  })
  const { url } = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration: configuration.id,
  })
  expect(await text(url)).toContain('data-testid="plan-choice"')
  const wish = { subscription: subscription.id, price: pro.id, quantity: '2' }
  const preview = await (await submit(`${url}/preview`, wish)).text()
  // Two of 98.00 for the whole month, less the 49.00 that were paid.
  expect(preview).toMatch(/data-testid="due-now">\$147\.00/)
  expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1)
  expect((await submit(`${url}/change`, wish)).status).toBe(303)
  expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]).toMatchObject({
    quantity: 2,
    price: { id: pro.id },
  })
  const foreign = await createPlan(stripe, 'foreign')
  expect((await submit(`${url}/change`, { ...wish, price: foreign.base.id })).status).toBe(400)
  await submit(`${url}/subscription`, { subscription: subscription.id, action: 'cancel' })
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
})

test('the console shows an object as the API does, and sets fault switches', async () => {
  const customer = await stripe.customers.create({ name: 'Seen <here>' })
  const shown = await text(`${fixture.url()}/console/objects/${customer.id}`)
  expect(shown).toContain('Seen &lt;here&gt;')
  expect(shown).toContain('customer.created')
  const set = await submit(`${fixture.url()}/console/faults`, { rateLimits: '1', pathPrefix: '/v1/coupons' })
  expect(set.status).toBe(303)
  await expect(stripe.coupons.list()).rejects.toMatchObject({ statusCode: 429 })
  await stripe.coupons.list()
})
