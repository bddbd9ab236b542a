import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { createStripeGateway } from './create-gateway.ts'
import { StripeGatewayError } from './errors.ts'
import { webhookTarget } from './webhook.ts'

const now = new Date('2026-11-20T12:00:00.900Z')
const nowSeconds = Math.floor(now.getTime() / 1000)
const secret = 'whsec_test'
const gateway = createStripeGateway({ secretKey: 'sk_test_x', webhookSecret: secret, now: () => now })
const payload = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'invoice.paid',
  livemode: false,
  data: { object: { id: 'in_1', object: 'invoice' } },
})
const sign = (timestamp: number, body = payload, key = secret): string =>
  new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload: body, secret: key, timestamp })

describe('1: only a fresh, true signature is taken', () => {
  it('takes one of now and of up to 300 s to either side, as text or bytes', () => {
    for (const offset of [0, -300, 300])
      expect(gateway.verifyWebhook(payload, sign(nowSeconds + offset))).toMatchObject({
        id: 'evt_1',
        type: 'invoice.paid',
        livemode: false,
        accountId: '',
      })
    expect(gateway.verifyWebhook(Buffer.from(payload), sign(nowSeconds)).id).toBe('evt_1')
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['garbage', 't=abc,v1=00'],
    ['under another secret', sign(nowSeconds, payload, 'whsec_other')],
    ['of another body', sign(nowSeconds, `${payload} `)],
    ['of 301 s ago', sign(nowSeconds - 301)],
    ['of 301 s ahead', sign(nowSeconds + 301)],
    ['of a year ahead', sign(nowSeconds + 31_536_000)],
  ])('refuses a signature that is %s', (_name, header) => {
    expect(() => gateway.verifyWebhook(payload, header)).toThrow(
      expect.objectContaining({ code: 'signature' }),
    )
  })

  it('refuses a signed body that is no event', () => {
    for (const body of ['[]', '{"id":1}', 'not json'])
      expect(() => gateway.verifyWebhook(body, sign(nowSeconds, body))).toThrow(StripeGatewayError)
  })
})

describe('the object that an event is about', () => {
  it('is named by type and id, or not at all', () => {
    const about = (object: unknown) => webhookTarget({ data: { object } })
    expect(about({ id: 'sub_1', object: 'subscription' })).toEqual({ type: 'subscription', id: 'sub_1' })
    expect(about({ id: 'cs_1', object: 'checkout.session' })).toEqual({ type: 'checkout', id: 'cs_1' })
    expect(about({ id: 'ch_1', object: 'charge' })).toEqual({ type: 'other' })
    expect(webhookTarget(null)).toEqual({ type: 'other' })
  })
})
