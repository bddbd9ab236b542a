import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { WebhookMessage, WebhookReply, WebhookSender } from '@assay/services/core'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { Webhook } from 'standardwebhooks'

const replyMs = 15_000
const replyBytes = 64 * 1024
const excerptLetters = 1_000
const loopback = ['127.0.0.1', '::1']

/** The headers of Standard Webhooks; a signature for each secret. */
export const signWebhook = ({
  id,
  at,
  secrets,
  body,
}: Omit<WebhookMessage, 'url'>): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
})

/**
 * Posts a signed message. Every address that a name resolves to is checked as it is connected to; redirects are
 * answers like any other and are not followed.
 */
export const openWebhookSender = (options: { allowLoopback: boolean }): WebhookSender => {
  const filter = options.allowLoopback ? { allowIPAddressList: loopback } : {}
  const agents = {
    http: new RequestFilteringHttpAgent(filter),
    https: new RequestFilteringHttpsAgent(filter),
  }
  return (message) => post(message, agents)
}

const userAgent = (sender = ''): string => {
  const name = sender.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return name === '' ? 'Webhooks/1' : `${name}-Webhooks/1`
}

const post = (
  message: WebhookMessage,
  agents: { http: RequestFilteringHttpAgent; https: RequestFilteringHttpsAgent },
): Promise<WebhookReply> =>
  new Promise((resolve) => {
    const { url, body } = message
    const isHttps = url.startsWith('https:')
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': userAgent(message.sender),
      ...signWebhook(message),
    }
    const options = { method: 'POST', headers }
    const fail = (error: string) => end({ status: null, error, response: '' })
    const request = isHttps
      ? requestHttps(url, { ...options, agent: agents.https })
      : requestHttp(url, { ...options, agent: agents.http })
    const timer = setTimeout(() => fail('No whole answer within 15 seconds.'), replyMs)
    const end = (reply: WebhookReply) => {
      clearTimeout(timer)
      resolve(reply)
      request.destroy()
    }
    request.on('error', (error) => fail(error.message.slice(0, 300)))
    request.on('response', (answer) => {
      const pieces: Buffer[] = []
      let bytes = 0
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length
        if (bytes > replyBytes) fail('The answer is longer than 64 KB.')
        else pieces.push(piece)
      })
      answer.on('error', (error) => fail(error.message.slice(0, 300)))
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8').replaceAll('\0', '')
        const status = answer.statusCode ?? null
        const error = status !== null && status >= 300 && status < 400 ? 'Redirects are not followed.' : null
        end({ status, error, response: [...text].slice(0, excerptLetters).join('') })
      })
    })
    request.end(body)
  })
