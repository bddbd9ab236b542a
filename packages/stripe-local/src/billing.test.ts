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

const buyer = async () => {
  const customer = await stripe.customers.create({
    email: 'buyer@example.com',
    payment_method: 'pm_card_visa',
  })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card!.id } })
  return customer
}

async function openInvoice(
  customer: string,
  amounts: number[],
  more: Partial<Stripe.InvoiceCreateParams> = {},
) {
  const draft = await stripe.invoices.create({ customer, ...more })
  await stripe.invoices.addLines(draft.id, {
    lines: amounts.map((amount, index) => ({ amount, description: `Work ${index + 1}` })),
  })
  return await stripe.invoices.finalizeInvoice(draft.id)
}

test('an invoice by hand takes lines with discounts and taxes, is sent, paid, and printed as a PDF', async () => {
  const customer = await buyer()
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  const draft = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 14,
    default_tax_rates: [vat.id],
    discounts: [{ coupon: coupon.id }],
    footer: 'Thank you (really)',
  })
  const item = await stripe.invoiceItems.create({ customer: customer.id, amount: 1500, currency: 'usd' })
  await stripe.invoiceItems.update(item.id, { amount: 2000, description: 'Changed' })
  const filled = await stripe.invoices.addLines(draft.id, {
    lines: [{ invoice_item: item.id }, { amount: 8000, description: 'Audit' }],
  })
  expect(filled).toMatchObject({ subtotal: 10_000, total: 10_800, total_excluding_tax: 9000 })
  const sent = await stripe.invoices.sendInvoice(draft.id)
  expect(sent).toMatchObject({ status: 'open', amount_due: 10_800 })
  const pdf = Buffer.from(await (await fetch(sent.invoice_pdf!)).arrayBuffer()).toString('latin1')
  expect(pdf.startsWith('%PDF-1.4')).toBe(true)
  expect(pdf).toContain('Thank you \\(really\\)')
  expect(await stripe.invoices.pay(draft.id)).toMatchObject({ status: 'paid', amount_paid: 10_800 })
  await expect(stripe.invoices.update(draft.id, { footer: 'x' })).rejects.toMatchObject({ statusCode: 400 })
  const payments = await stripe.invoicePayments.list({ invoice: draft.id })
  expect(payments.data[0]).toMatchObject({ status: 'paid', amount_paid: 10_800 })
  const lost = await openInvoice(customer.id, [100])
  expect((await stripe.invoices.markUncollectible(lost.id)).status).toBe('uncollectible')
})

test('a credit note forgives what is open and gives back what was paid, and never more than that', async () => {
  const customer = await buyer()
  const open = await openInvoice(customer.id, [6000, 4000], {
    collection_method: 'send_invoice',
    days_until_due: 3,
  })
  const preview = await stripe.creditNotes.preview({ invoice: open.id, amount: 2500 })
  expect(preview).toMatchObject({ amount: 2500, pre_payment_amount: 2500, type: 'pre_payment' })
  expect((await stripe.invoices.retrieve(open.id)).amount_remaining).toBe(10_000)
  const note = await stripe.creditNotes.create({ invoice: open.id, amount: 2500 })
  expect(note.lines.data.map(({ amount }) => amount)).toEqual([1500, 1000])
  expect(await stripe.invoices.retrieve(open.id)).toMatchObject({
    amount_remaining: 7500,
    pre_payment_credit_notes_amount: 2500,
  })
  await stripe.creditNotes.voidCreditNote(note.id)
  expect((await stripe.invoices.retrieve(open.id)).amount_remaining).toBe(10_000)
  await stripe.creditNotes.create({ invoice: open.id, amount: 2500 })
  expect(await stripe.invoices.pay(open.id)).toMatchObject({ amount_paid: 7500, status: 'paid' })
  const line = open.lines.data[0]!.id
  const back = await stripe.creditNotes.create({
    invoice: open.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount: 3000 }],
    refund_amount: 1000,
    credit_amount: 2000,
    reason: 'order_change',
  })
  expect(back).toMatchObject({ post_payment_amount: 3000, refunds: [{ amount_refunded: 1000 }] })
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -2000 })
  const entries = await stripe.customers.listBalanceTransactions(customer.id)
  expect(entries.data[0]).toMatchObject({ amount: -2000, type: 'credit_note', credit_note: back.id })
  await expect(
    stripe.creditNotes.create({ invoice: open.id, amount: 4501, refund_amount: 4501 }),
  ).rejects.toMatchObject({
    statusCode: 400,
  })
  expect((await stripe.creditNotes.listLineItems(back.id)).data).toHaveLength(1)
  expect((await stripe.creditNotes.list({ invoice: open.id })).data).toHaveLength(3)
})

test('an accepted quote becomes a subscription with its one-time charges, or an invoice, once', async () => {
  const { base } = await createPlan(stripe, 'quote')
  const customer = await buyer()
  const setup = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 25_000,
    product_data: { name: 'Setup' },
  })
  const quote = await stripe.quotes.create({
    customer: customer.id,
    line_items: [
      { price: base.id, quantity: 2 },
      { price: setup.id, quantity: 1 },
    ],
  })
  expect(quote).toMatchObject({
    status: 'draft',
    amount_total: 34_800,
    computed: { upfront: { amount_total: 34_800 }, recurring: { amount_total: 9800, interval: 'month' } },
  })
  const changed = await stripe.quotes.update(quote.id, {
    line_items: [{ price: base.id, quantity: 1 }, { price: setup.id }],
  })
  expect(changed.amount_total).toBe(29_900)
  await expect(stripe.quotes.accept(quote.id)).rejects.toMatchObject({ statusCode: 400 })
  const open = await stripe.quotes.finalizeQuote(quote.id)
  expect(open.number).toMatch(/^QT-/)
  const file = await fetch(`${fixture.url()}/v1/quotes/${quote.id}/pdf`, {
    headers: { authorization: 'Bearer sk_test_local' },
  })
  expect(file.headers.get('content-type')).toBe('application/pdf')
  const accepted = await stripe.quotes.accept(quote.id)
  const subscription = await stripe.subscriptions.retrieve(String(accepted.subscription), {
    expand: ['latest_invoice'],
  })
  expect(subscription).toMatchObject({ status: 'active', latest_invoice: { total: 29_900, status: 'paid' } })
  await expect(stripe.quotes.accept(quote.id)).rejects.toMatchObject({ statusCode: 400 })
  expect((await stripe.quotes.listLineItems(quote.id)).data).toHaveLength(2)
  const once = await stripe.quotes.create({
    customer: customer.id,
    line_items: [{ price: setup.id }],
    collection_method: 'send_invoice',
    invoice_settings: { days_until_due: 10 },
  })
  await stripe.quotes.finalizeQuote(once.id)
  const billed = await stripe.quotes.accept(once.id)
  expect(await stripe.invoices.retrieve(String(billed.invoice))).toMatchObject({
    status: 'draft',
    total: 25_000,
    parent: { quote_details: { quote: once.id } },
  })
  const dropped = await stripe.quotes.create({ customer: customer.id })
  expect((await stripe.quotes.cancel(dropped.id)).status).toBe('canceled')
})

test('credit grants pay metered lines in their order and come back when the invoice is voided', async () => {
  const plan = await createPlan(stripe, 'grants')
  const { clock, customer } = await createSubscriber(stripe, [plan.base.id, plan.usage.id], {
    at: '2027-01-01T00:00:00Z',
  })
  const scope = { scope: { price_type: 'metered' } } as const
  const grant = (value: number, more: Partial<Stripe.Billing.CreditGrantCreateParams> = {}) =>
    stripe.billing.creditGrants.create({
      customer: customer.id,
      amount: { type: 'monetary', monetary: { currency: 'usd', value } },
      applicability_config: scope,
      ...more,
    })
  const paid = await grant(1000)
  const gift = await grant(60, { category: 'promotional' })
  const voided = await grant(500)
  await stripe.billing.creditGrants.voidGrant(voided.id)
  const use = (identifier: string, value: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'predictions_grants',
      identifier,
      payload: { stripe_customer_id: customer.id, value },
    })
  await use('g1', '3000')
  await use('g2', '9000')
  await stripe.billing.meterEventAdjustments.create({
    event_name: 'predictions_grants',
    type: 'cancel',
    cancel: { identifier: 'g2' },
  })
  await advance(stripe, clock.id, seconds('2027-02-01T02:00:00Z'))
  const [renewal] = (await stripe.invoices.list({ customer: customer.id })).data
  // 2000 × 0.05 is 100: 60 of the gift, 40 of what was paid for.
  expect(renewal).toMatchObject({ subtotal: 5000, total: 4900, status: 'paid' })
  expect(renewal!.total_pretax_credit_amounts!.map(({ amount }) => amount)).toEqual([60, 40])
  const left = async () => {
    const summary = await stripe.billing.creditBalanceSummaries.retrieve({
      customer: customer.id,
      filter: { type: 'applicability_scope', applicability_scope: { price_type: 'metered' } },
    })
    return summary.balances[0]!.available_balance.monetary!.value
  }
  expect(await left()).toBe(960)
  const ledger = await stripe.billing.creditBalanceTransactions.list({
    customer: customer.id,
    credit_grant: gift.id,
  })
  expect(ledger.data.map(({ type }) => type)).toEqual(['debit', 'credit'])
  await stripe.billing.creditGrants.expire(paid.id)
  expect((await stripe.billing.creditGrants.retrieve(paid.id)).expires_at).not.toBeNull()
})

test('a customer is entitled to the features of the products that are subscribed to', async () => {
  const { base, product } = await createPlan(stripe, 'features')
  const feature = await stripe.entitlements.features.create({ lookup_key: 'gpu', name: 'GPU training' })
  const attached = await stripe.products.createFeature(product.id, { entitlement_feature: feature.id })
  const { customer, subscription } = await createSubscriber(stripe, [base.id], { at: '2027-01-01T00:00:00Z' })
  const keys = async () =>
    (await stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data.map(
      ({ lookup_key }) => lookup_key,
    )
  expect(await keys()).toEqual(['gpu'])
  await stripe.subscriptions.cancel(subscription.id)
  expect(await keys()).toEqual([])
  const summaries = await stripe.events.list({ type: 'entitlements.active_entitlement_summary.updated' })
  expect(summaries.data.length).toBeGreaterThanOrEqual(2)
  await stripe.products.deleteFeature(product.id, attached.id)
  expect((await stripe.products.listFeatures(product.id)).data).toEqual([])
})

test('a platform onboards an account, takes its fee of direct and destination charges, and gives both back', async () => {
  const account = await stripe.accounts.create({ type: 'express', email: 'seller@example.com' })
  expect(account).toMatchObject({ charges_enabled: false, details_submitted: false })
  const link = await stripe.accountLinks.create({
    account: account.id,
    type: 'account_onboarding',
    return_url: 'http://localhost:3000/back',
    refresh_url: 'http://localhost:3000/again',
  })
  expect(await (await fetch(link.url)).text()).toContain('data-testid="submit-onboarding"')
  const done = await fetch(link.url, {
    method: 'POST',
    body: new URLSearchParams({ name: 'Seller' }),
    redirect: 'manual',
  })
  expect(done.headers.get('location')).toBe('http://localhost:3000/back')
  expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
    charges_enabled: true,
    payouts_enabled: true,
  })
  const on = { stripeAccount: account.id }
  const pay = {
    amount: 10_000,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
  } as const
  const direct = await stripe.paymentIntents.create({ ...pay, application_fee_amount: 1000 }, on)
  const [fee] = (await stripe.applicationFees.list()).data
  expect(fee).toMatchObject({ amount: 1000, account: account.id, charge: direct.latest_charge })
  await stripe.refunds.create({ payment_intent: direct.id, amount: 5000, refund_application_fee: true }, on)
  expect(await stripe.applicationFees.retrieve(fee!.id)).toMatchObject({ amount_refunded: 500 })
  const destined = await stripe.paymentIntents.create({
    ...pay,
    application_fee_amount: 2000,
    transfer_data: { destination: account.id },
  })
  const [moved] = (await stripe.transfers.list({ destination: account.id })).data
  expect(moved).toMatchObject({ amount: 10_000, source_transaction: destined.latest_charge })
  await stripe.refunds.create({
    payment_intent: destined.id,
    reverse_transfer: true,
    refund_application_fee: true,
  })
  expect(await stripe.transfers.retrieve(moved!.id)).toMatchObject({
    reversed: true,
    amount_reversed: 10_000,
  })
  await stripe.paymentIntents.create(pay)
  const separate = await stripe.transfers.create({
    amount: 700,
    currency: 'usd',
    destination: account.id,
    transfer_group: 'order',
  })
  await stripe.transfers.createReversal(separate.id, { amount: 200 })
  const out = await stripe.payouts.create({ amount: 500, currency: 'usd' }, on)
  expect(out.status).toBe('paid')
  const seller = await stripe.balance.retrieve({}, on)
  // Direct: 10000 - 320 - 1000 - 5000 + 500; transfers: 700 - 200; payout: -500. The rest netted out.
  expect((seller.available[0]?.amount ?? 0) + (seller.pending[0]?.amount ?? 0)).toBe(4180)
  await expect(stripe.payouts.create({ amount: 999_999, currency: 'usd' }, on)).rejects.toMatchObject({
    code: 'balance_insufficient',
  })
  expect((await stripe.accounts.createLoginLink(account.id)).object).toBe('login_link')
})
