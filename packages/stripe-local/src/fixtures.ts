import { createServer } from 'node:http'
import { createTestDatabase } from '@assay/testkit'
import postgres from 'postgres'
import Stripe from 'stripe'
import type { StripeLocalOptions } from './options.ts'
import { checkObject, startChecking } from './spec/index.ts'
import { startStripeLocal } from './start.ts'

const secret = 'whsec_test_secret'

/** A real HTTP receiver that checks every signature with the SDK. */
export async function startReceiver() {
  const events: Stripe.Event[] = []
  const state = { status: 200, badSignatures: 0 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      try {
        const signature = String(request.headers['stripe-signature'])
        const event = Stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret)
        if (state.status === 200) events.push(event)
      } catch {
        state.badSignatures += 1
      }
      response.writeHead(state.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    events,
    state,
    endpoint: { url: `http://127.0.0.1:${port}/webhook`, secret },
    types: () => events.map(({ type }) => type as string),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/**
 * A local Stripe on a database of its own, with the real SDK pointed at it. Every request, answer and event of a
 * suite is checked against the API version's own types when it closes.
 */
export async function startFixture(options: Partial<StripeLocalOptions> = {}) {
  const database = await createTestDatabase()
  const checking = startChecking()
  const start = (more: Partial<StripeLocalOptions> = {}) =>
    startStripeLocal({
      databaseUrl: database.url,
      port: 0,
      onExchange: checking.onExchange,
      ...options,
      ...more,
    })
  let local = await start()
  const sdk = ({ key = 'sk_test_local', ...config }: { key?: string; maxNetworkRetries?: number } = {}) =>
    new Stripe(key, {
      host: '127.0.0.1',
      port: local.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      ...config,
    })
  return {
    database,
    sdk,
    url: () => local.url,
    async restart(more: Partial<StripeLocalOptions> = {}) {
      await local.close()
      local = await start(more)
    },
    stop: () => local.close(),
    async resume() {
      local = await start()
    },
    async close() {
      const problems = [...checking.problems(), ...(await eventProblems(database.url))]
      await local.close()
      await database.drop()
      if (problems.length > 0) throw new Error(`Unlike Stripe:\n${problems.join('\n')}`)
    },
  }
}

async function eventProblems(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1 })
  const rows = await sql<{ type: string; object: { object: string } }[]>`
    select data->>'type' as type, data->'data'->'object' as object from stripe_local.objects where type = 'event'`
  await sql.end()
  return [
    ...new Set(rows.flatMap(({ type, object }) => checkObject(object).map((text) => `${type}: ${text}`))),
  ]
}

export async function until<T>(what: string, probe: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 400; tries += 1) {
    const value = await probe()
    if (value) return value as NonNullable<T>
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`never happened: ${what}`)
}

/** Advances a clock and waits until it has arrived. */
export async function advance(stripe: Stripe, clock: string, time: number): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: time })
  const done = await until('clock ready', async () => {
    const { status } = await stripe.testHelpers.testClocks.retrieve(clock)
    return status === 'advancing' ? null : status
  })
  if (done !== 'ready') throw new Error(`clock ended ${done}`)
}

export const seconds = (iso: string): number => Date.parse(iso) / 1000

/** Product, meter and the two prices of a plan: a monthly fee and graduated usage. */
export async function createPlan(stripe: Stripe, tag: string) {
  const meter = await stripe.billing.meters.create({
    display_name: 'Predictions',
    event_name: `predictions_${tag}`,
    default_aggregation: { formula: 'sum' },
  })
  const product = await stripe.products.create({ name: `Plan <${tag}>` })
  const base = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 4900,
    recurring: { interval: 'month' },
    lookup_key: `base_${tag}`,
  })
  const usage = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    tiers: [
      { up_to: 1000, unit_amount: 0 },
      { up_to: 3000, unit_amount_decimal: Stripe.Decimal.from('0.05') },
      { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from('0.0333') },
    ],
  })
  return { meter, product, base, usage }
}

/** A customer on a clock with a working card, subscribed to the prices. */
export async function createSubscriber(
  stripe: Stripe,
  prices: string[],
  options: { at: string; card?: string; quantity?: number },
) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds(options.at) })
  const customer = await stripe.customers.create({ email: 'ada@example.com', test_clock: clock.id })
  const method = await stripe.paymentMethods.attach(options.card ?? 'pm_card_visa', { customer: customer.id })
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: prices.map((price) => ({ price })),
  })
  return { clock, customer, method, subscription }
}
