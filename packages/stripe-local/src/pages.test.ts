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
