import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test } from 'vitest'
import { openWebhookSender, signWebhook } from './send-webhook.ts'

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})
const listen = async (answer: RequestListener): Promise<number> => {
  const started = createServer(answer)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return (started.address() as AddressInfo).port
}
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const message = (url: string, secrets = [secret]) => ({
  id: 'msg_1',
  at: new Date(),
  url,
  secrets,
  body: '{"test": 1}',
})

test('the vector of Standard Webhooks is signed as its authors do', () => {
  const headers = signWebhook({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000),
    secrets: [secret],
    body: '{"test": 2432232314}',
  })
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('a receiver verifies what was sent with either secret of a rotation', async () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const verified: unknown[] = []
  const port = await listen(async (request, response) => {
    const body = await text(request)
    for (const one of [secret, other])
      verified.push(new Webhook(one).verify(body, request.headers as Record<string, string>))
    response.end('thanks')
  })
  const send = openWebhookSender({ allowLoopback: true })
  const reply = await send(message(`http://127.0.0.1:${port}/`, [other, secret]))
  expect(reply).toEqual({ status: 200, error: null, response: 'thanks' })
  expect(verified).toEqual([{ test: 1 }, { test: 1 }])
})

test.each(['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '2130706433'])(
  '%s is not connected to, whatever its name was when it was entered',
  async (host) => {
    let calls = 0
    const port = await listen((_, response) => {
      calls += 1
      response.end()
    })
    const reply = await openWebhookSender({ allowLoopback: false })(message(`http://${host}:${port}/`))
    expect(reply).toMatchObject({ status: null, error: expect.stringMatching(/not allowed/i) })
    expect(calls).toBe(0)
  },
)

test('a redirect is an answer and is not followed', async () => {
  const paths: (string | undefined)[] = []
  const port = await listen((request, response) => {
    paths.push(request.url)
    response.writeHead(302, { location: '/inner' }).end()
  })
  const reply = await openWebhookSender({ allowLoopback: true })(message(`http://127.0.0.1:${port}/`))
  expect(reply).toMatchObject({ status: 302, error: 'Redirects are not followed.' })
  expect(paths).toEqual(['/'])
})

test('an endless answer is cut at 64 KB, and a dropped connection is a reply', async () => {
  const piece = Buffer.alloc(16_384, 'a')
  const port = await listen((request, response) => {
    if (request.url === '/drop') return request.socket.destroy()
    const more = (): void => {
      if (!response.destroyed) response.write(piece, () => setImmediate(more))
    }
    more()
  })
  const send = openWebhookSender({ allowLoopback: true })
  expect(await send(message(`http://127.0.0.1:${port}/`))).toMatchObject({
    status: null,
    error: 'The answer is longer than 64 KB.',
  })
  expect(await send(message(`http://127.0.0.1:${port}/drop`))).toMatchObject({ status: null })
})
