import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStripeGateway } from './create-gateway.ts'
import type { StripeGateway } from './gateway.ts'

type Answer = { status: number; body: unknown } | 'hang up'
let answer: Answer
let requests: { method: string; url: string; body: string }[] = []
let server: Server
let gateway: StripeGateway

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '' } = request
      requests.push({ method, url, body: decodeURIComponent(Buffer.concat(chunks).toString()) })
      if (answer === 'hang up') return request.socket.destroy()
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        'stripe-should-retry': 'false',
      })
      return response.end(JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  gateway = createStripeGateway({
    secretKey: 'sk_live_x',
    apiBase: `http://127.0.0.1:${port}`,
    webhookSecret: 'whsec_x',
    now: () => new Date('2026-11-20T12:00:00Z'),
    timeoutMs: 2_000,
  })
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const failing = (status: number, error: Record<string, string>): Answer => ({ status, body: { error } })

describe('what goes wrong at Stripe', () => {
  it.each([
    [
      'a declined card',
      failing(402, {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'insufficient_funds',
        message: 'x',
      }),
      'payment',
      false,
    ],
    [
      'a missing object',
      failing(404, { type: 'invalid_request_error', code: 'resource_missing', message: 'x' }),
      'not_found',
      false,
    ],
    [
      'a wrong request',
      failing(400, { type: 'invalid_request_error', message: 'x' }),
      'invalid_request',
      false,
    ],
    ['a wrong key', failing(401, { type: 'invalid_request_error', message: 'x' }), 'credentials', false],
    [
      'a key without the right',
      failing(403, { type: 'invalid_request_error', message: 'x' }),
      'credentials',
      false,
    ],
    [
      'too many requests',
      failing(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'x' }),
      'rate_limited',
      true,
    ],
    [
      'the same request in flight',
      failing(409, { type: 'idempotency_error', message: 'x' }),
      'unavailable',
      true,
    ],
    ['a failure of theirs', failing(500, { type: 'api_error', message: 'x' }), 'unavailable', true],
    ['a dropped connection', 'hang up', 'unavailable', true],
  ] as const)('is told apart: %s', async (_name, given, code, retryable) => {
    answer = given
    await expect(gateway.fetchSubscription('sub_1')).rejects.toMatchObject({
      name: 'StripeGatewayError',
      code,
      retryable,
    })
  })

  it('names the bank’s own reason', async () => {
    answer = failing(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'x',
    })
    await expect(gateway.fetchSubscription('sub_1')).rejects.toMatchObject({
      stripeCode: 'insufficient_funds',
    })
  })
})

describe('9: a meter event', () => {
  const event = {
    identifier: 'mto_1',
    customerId: 'cus_1',
    quantity: 12,
    at: new Date('2026-11-20T11:59:59.900Z'),
  }

  it('carries its stable identifier, whole numbers and whole seconds', async () => {
    requests = []
    answer = { status: 200, body: { object: 'billing.meter_event', identifier: 'mto_1' } }
    await gateway.sendMeterEvent(event)
    expect(requests.at(-1)?.body.split('&').sort()).toEqual([
      'event_name=assay_predictions',
      'identifier=mto_1',
      'payload[stripe_customer_id]=cus_1',
      'payload[value]=12',
      `timestamp=${Date.UTC(2026, 10, 20, 11, 59, 59) / 1000}`,
    ])
  })

  it('that Stripe has already is a success; another refusal is not', async () => {
    answer = failing(400, {
      type: 'invalid_request_error',
      message: 'An event already exists with identifier mto_1.',
    })
    await gateway.sendMeterEvent(event)
    answer = failing(400, { type: 'invalid_request_error', message: 'Invalid timestamp' })
    await expect(gateway.sendMeterEvent(event)).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('the mode', () => {
  it('is live for live keys', () => {
    expect(gateway.livemode).toBe(true)
  })
})
