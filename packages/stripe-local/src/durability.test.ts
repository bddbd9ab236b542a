import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type Stripe from 'stripe'
import { afterEach, expect, test } from 'vitest'
import { createPlan, createSubscriber, seconds, startFixture, startReceiver, until } from './fixtures.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function open(options: Parameters<typeof startFixture>[0] = {}) {
  const fixture = await startFixture(options)
  cleanups.push(fixture.close)
  return fixture
}

async function receive() {
  const receiver = await startReceiver()
  cleanups.push(receiver.close)
  return receiver
}

test('webhooks that nobody took are sent again, also after a restart, and each arrives', async () => {
  const receiver = await receive()
  receiver.state.status = 503
  const fixture = await open({ webhookEndpoints: [receiver.endpoint] })
  const customer = await fixture.sdk().customers.create({ email: 'restart@example.com' })
  await fixture.restart()
  expect(await fixture.sdk().customers.retrieve(customer.id)).toMatchObject({ email: 'restart@example.com' })
  receiver.state.status = 200
  await until('delivery', () => receiver.types().includes('customer.created'))
  expect((await fixture.sdk().webhookEndpoints.list()).data).toHaveLength(1)
})

test('an endpoint hears only the events it asked for', async () => {
  const receiver = await receive()
  const fixture = await open({
    webhookEndpoints: [{ ...receiver.endpoint, enabledEvents: ['product.created'] }],
  })
  await fixture.sdk().customers.create({})
  await fixture.sdk().products.create({ name: 'Heard' })
  await until('delivery', () => receiver.events.length > 0)
  expect(receiver.types()).toEqual(['product.created'])
})

test('a write whose answer is lost is done once when the SDK tries again', async () => {
  const fixture = await open({ faults: { dropAnswers: 1, pathPrefix: '/v1/customers' } })
  const customer = await fixture.sdk({ maxNetworkRetries: 2 }).customers.create({ email: 'lost@example.com' })
  const found = await fixture.sdk().customers.list({ email: 'lost@example.com' })
  expect(found.data.map(({ id }) => id)).toEqual([customer.id])
})

test('fault switches answer 429 and 500, and a 500 stays under its key', async () => {
  const fixture = await open()
  const set = (faults: object) =>
    fetch(`${fixture.url()}/_faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    })
  const create = (key: string) => fixture.sdk().customers.create({}, { idempotencyKey: key })
  await set({ rateLimits: 1 })
  await expect(create('k1')).rejects.toMatchObject({ statusCode: 429, type: 'StripeRateLimitError' })
  await create('k1')
  await set({ serverErrors: 1 })
  await expect(create('k2')).rejects.toMatchObject({ statusCode: 500 })
  await expect(create('k2')).rejects.toMatchObject({ statusCode: 500 })
  await create('k3')
  expect((await fixture.sdk().customers.list()).data).toHaveLength(2)
  expect((await set({ nonsense: 1 })).status).toBe(400)
})

test('duplicated and reordered webhooks still verify and still all arrive', async () => {
  const receiver = await receive()
  const fixture = await open({
    webhookEndpoints: [receiver.endpoint],
    faults: { webhookDuplicates: 1, webhookReorder: true, webhookDelayMs: 300 },
  })
  for (let n = 0; n < 5; n += 1) await fixture.sdk().products.create({ name: `P${n}` })
  await until('all deliveries', () => receiver.events.length >= 10)
  expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(5)
  expect(receiver.state.badSignatures).toBe(0)
})

test('a process killed while a clock advances goes on where it stopped, with one invoice per period', async () => {
  const fixture = await open()
  const stripe = fixture.sdk()
  const plan = await createPlan(stripe, 'kill')
  const { clock, customer } = await createSubscriber(stripe, [plan.base.id], { at: '2027-01-01T00:00:00Z' })
  await fixture.stop()
  const doomed = await serve(fixture.database.url)
  await fetch(`${doomed.url}/v1/test_helpers/test_clocks/${clock.id}/advance`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_local', 'content-type': 'application/x-www-form-urlencoded' },
    body: `frozen_time=${seconds('2027-03-01T00:00:00Z')}`,
  })
  await kill(doomed.child)
  await fixture.resume()
  const again: Stripe = fixture.sdk()
  await until(
    'clock ready',
    async () => (await again.testHelpers.testClocks.retrieve(clock.id)).status === 'ready',
  )
  const invoices = await again.invoices.list({ customer: customer.id })
  expect(invoices.data.map(({ billing_reason, period_end }) => [billing_reason, period_end])).toEqual([
    ['subscription_cycle', seconds('2027-03-01T00:00:00Z')],
    ['subscription_cycle', seconds('2027-02-01T00:00:00Z')],
    ['subscription_create', seconds('2027-01-01T00:00:00Z')],
  ])
})

async function serve(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const start = fileURLToPath(new URL('./start.ts', import.meta.url))
  const code = `import(${JSON.stringify(start)}).then(async ({ startStripeLocal }) => {
    const { url } = await startStripeLocal({ databaseUrl: ${JSON.stringify(databaseUrl)}, port: 0 })
    console.log(url)
  })`
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(() => kill(child))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', (code_) => reject(new Error(`exited ${code_}`)))
  })
  return { child, url }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
}
