import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance, createSubscriber, seconds, startFixture, startReceiver, until } from './fixtures.ts'

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

/** A payment of 50.00 that its bank takes back. */
const pay = async (): Promise<Stripe.Dispute> => {
  const paid = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: 'usd',
    payment_method: 'pm_card_createDispute',
    confirm: true,
  })
  expect(paid.status).toBe('succeeded')
  const [dispute] = (await stripe.disputes.list({ payment_intent: paid.id })).data
  if (dispute === undefined) throw new Error('no dispute')
  return dispute
}

const eventsOf = (id: string): string[] =>
  receiver.events.flatMap(({ type, data }) => ('id' in data.object && data.object.id === id ? [type] : []))

const netOf = async (id: string): Promise<number> =>
  (await stripe.balanceTransactions.list({ source: id })).data.reduce((sum, { net }) => sum + net, 0)

test('a disputed charge takes its amount and a fee off the balance and waits for an answer', async () => {
  const dispute = await pay()
  expect(dispute).toMatchObject({
    amount: 5_000,
    currency: 'usd',
    reason: 'fraudulent',
    status: 'needs_response',
    is_charge_refundable: false,
    evidence_details: { has_evidence: false, submission_count: 0, past_due: false },
    balance_transactions: [
      { amount: -5_000, fee: 1_500, net: -6_500, type: 'adjustment', reporting_category: 'dispute' },
    ],
  })
  expect(dispute.evidence_details.due_by).toBeGreaterThan(dispute.created)
  const charge = await stripe.charges.retrieve(String(dispute.charge))
  expect(charge).toMatchObject({ disputed: true, paid: true, refunded: false })
  expect(await stripe.disputes.retrieve(dispute.id, { expand: ['charge'] })).toMatchObject({
    charge: { id: charge.id },
  })
  await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
    code: 'charge_disputed',
  })
  await until('both events', () => eventsOf(dispute.id).length === 2)
  expect(eventsOf(dispute.id).toSorted()).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
  ])
})

test('winning evidence brings the amount back, without the fee, and the charge can be refunded', async () => {
  const { id, charge } = await pay()
  const staged = await stripe.disputes.update(id, { evidence: { customer_name: 'Ada' }, submit: false })
  expect(staged).toMatchObject({
    status: 'needs_response',
    evidence_details: { has_evidence: true, submission_count: 0 },
  })
  const won = await stripe.disputes.update(id, {
    evidence: { uncategorized_text: 'winning_evidence' },
    metadata: { asked: 'twice' },
  })
  expect(won).toMatchObject({
    status: 'won',
    metadata: { asked: 'twice' },
    evidence: { customer_name: 'Ada', uncategorized_text: 'winning_evidence' },
    evidence_details: { submission_count: 1, submission_method: 'manual' },
  })
  expect(await netOf(id)).toBe(-1_500)
  await until('all events', () => eventsOf(id).includes('charge.dispute.funds_reinstated'))
  expect(eventsOf(id)).toEqual(expect.arrayContaining(['charge.dispute.updated', 'charge.dispute.closed']))
  await expect(stripe.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 })
  expect(await stripe.refunds.create({ charge: String(charge), amount: 100 })).toMatchObject({ amount: 100 })
})

test('a dispute is lost by its evidence, by being accepted, and by silence until it is due', async () => {
  const byEvidence = await pay()
  const lost = await stripe.disputes.update(byEvidence.id, {
    evidence: { uncategorized_text: 'losing_evidence' },
    submit: true,
  })
  expect(lost.status).toBe('lost')
  const accepted = await pay()
  expect(await stripe.disputes.close(accepted.id)).toMatchObject({ status: 'lost' })
  await expect(
    stripe.disputes.update(accepted.id, { evidence: { uncategorized_text: 'winning_evidence' } }),
  ).rejects.toMatchObject({ statusCode: 400 })
  for (const { id } of [byEvidence, accepted]) expect(await netOf(id)).toBe(-6_500)

  const product = await stripe.products.create({ name: 'Plan' })
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 4_900,
    recurring: { interval: 'month' },
  })
  const at = '2026-03-01T00:00:00Z'
  const { clock, customer } = await createSubscriber(stripe, [price.id], {
    at,
    card: 'pm_card_createDispute',
  })
  const [charge] = (await stripe.charges.list({ customer: customer.id })).data
  const silent = (await stripe.disputes.list({ charge: charge?.id ?? '' })).data[0]
  expect(silent).toMatchObject({ status: 'needs_response', amount: 4_900 })
  await advance(stripe, clock.id, seconds(at) + 10 * 86_400)
  expect(await stripe.disputes.retrieve(silent?.id ?? '')).toMatchObject({
    status: 'lost',
    evidence_details: { past_due: true },
  })
})

test('evidence that decides nothing leaves the dispute with the bank, and the console shows it', async () => {
  const { id } = await pay()
  const sent = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'They used it daily.' } })
  expect(sent.status).toBe('under_review')
  expect(await (await fetch(`${fixture.url()}/console/objects/${id}`)).text()).toContain('under_review')
})
