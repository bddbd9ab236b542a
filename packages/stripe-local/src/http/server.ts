import { timingSafeEqual } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { accountOf } from '../engine/account.ts'
import { newId } from '../engine/ids.ts'
import { apiVersion } from '../engine/work.ts'
import { mergeFaults, takeFault } from '../faults.ts'
import { registerPages } from '../pages/register.ts'
import type { Runtime } from '../runtime.ts'
import { StripeError } from './errors.ts'
import { type Answer, execute, refusal } from './execute.ts'
import { InFlight } from './idempotency.ts'
import type { Route } from './route.ts'

const bodyLimitBytes = 2 * 1024 * 1024

/** The HTTP face: the `/v1` API, the hosted pages and the fault switches. */
export function buildServer(
  runtime: Runtime,
  routes: Route[],
  secretKeys: string[] | undefined,
): FastifyInstance {
  const app = Fastify({ bodyLimit: bodyLimitBytes, exposeHeadRoutes: false, forceCloseConnections: true })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  const inFlight = new InFlight()
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => await serve(runtime, inFlight, route, secretKeys, request, reply),
    })
  }
  registerFaults(app, runtime)
  registerPages(app, runtime)
  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      request,
      refusal(
        runtime,
        new StripeError(404, {
          type: 'invalid_request_error',
          message: `Unrecognized request URL (${request.method}: ${request.url.split('?')[0]}).`,
        }),
        newId('req'),
      ),
    ),
  )
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    const shaped =
      status < 500
        ? new StripeError(status, { type: 'invalid_request_error', message: error.message })
        : error
    return send(reply, request, refusal(runtime, shaped, newId('req')))
  })
  return app
}

async function serve(
  runtime: Runtime,
  inFlight: InFlight,
  route: Route,
  secretKeys: string[] | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [path = '', query = ''] = request.url.split('?', 2)
  const early = precheck(runtime, request, path, secretKeys)
  if (early !== undefined) return send(reply, request, early)
  const platform = accountOf(keyOf(header(request, 'authorization')))
  const connected = header(request, 'stripe-account')
  if (connected !== undefined && !(await isConnected(runtime, platform, connected)))
    return send(reply, request, refusal(runtime, noAccess(connected), newId('req')))
  const body = typeof request.body === 'string' ? request.body : ''
  const ids = Object(request.params)
  const text = route.method === 'GET' ? query : [query, body].filter(Boolean).join('&')
  const answer = await execute(
    runtime,
    inFlight,
    route,
    {
      path,
      text,
      ids: { id: String(ids.id ?? ''), childId: String(ids.childId ?? '') },
      idempotencyKey: header(request, 'idempotency-key'),
      account: connected ?? platform,
      platform: connected === undefined || connected === platform ? null : platform,
    },
    takeFault(runtime.faults, 'serverErrors', path),
  )
  runtime.log({
    level: 'info',
    method: request.method,
    path,
    status: answer.status,
    requestId: answer.requestId,
  })
  if (answer.plain === undefined)
    runtime.onExchange({ method: request.method, path, text, status: answer.status, body: answer.body })
  runtime.wakeClocks()
  if (request.method !== 'GET' && takeFault(runtime.faults, 'dropAnswers', path)) {
    request.raw.socket.destroy()
    return reply
  }
  return send(reply, request, answer)
}

function precheck(
  runtime: Runtime,
  request: FastifyRequest,
  path: string,
  secretKeys: string[] | undefined,
): Answer | undefined {
  const requestId = newId('req')
  if (!authorized(header(request, 'authorization'), secretKeys))
    return refusal(
      runtime,
      new StripeError(401, {
        type: 'invalid_request_error',
        message: 'Invalid API Key provided. Send `Authorization: Bearer sk_test_…`.',
      }),
      requestId,
    )
  if (takeFault(runtime.faults, 'rateLimits', path))
    return refusal(
      runtime,
      new StripeError(429, { type: 'rate_limit_error', code: 'rate_limit', message: 'Too many requests.' }),
      requestId,
    )
  return undefined
}

function keyOf(authorization: string | undefined): string {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ', 2)
  if (scheme.toLowerCase() !== 'basic') return credentials
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? ''
}

async function isConnected(runtime: Runtime, platform: string, account: string): Promise<boolean> {
  if (account === platform) return true
  const rows = await runtime.sql`
    select 1 from objects where id = ${account} and account = ${platform} and type = 'account' and not deleted`
  return rows.length > 0
}

const noAccess = (account: string): StripeError =>
  new StripeError(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${account}' (or that account does not exist).`,
  })

function authorized(value: string | undefined, secretKeys: string[] | undefined): boolean {
  const key = keyOf(value)
  if (secretKeys === undefined) return /^(sk|rk)_test_\w+$/.test(key)
  return secretKeys.some((known) => same(known, key))
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function send(reply: FastifyReply, request: FastifyRequest, answer: Answer): FastifyReply {
  const key = header(request, 'idempotency-key')
  reply.code(answer.status).headers({
    'content-type': 'application/json',
    'request-id': answer.requestId,
    'stripe-version': header(request, 'stripe-version') ?? apiVersion,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(answer.replayed ? { 'idempotent-replayed': 'true', 'original-request': answer.requestId } : {}),
  })
  if (answer.plain !== undefined)
    return reply.header('content-type', answer.plain.type).send(answer.plain.content)
  return reply.send(answer.body)
}

function registerFaults(app: FastifyInstance, runtime: Runtime): void {
  app.get('/_faults', () => runtime.faults)
  app.post('/_faults', (request, reply) => {
    const change: unknown = request.body
    const problem =
      typeof change === 'object' && change !== null
        ? mergeFaults(runtime.faults, Object.fromEntries(Object.entries(change)))
        : 'Send a JSON object of faults'
    if (problem !== null)
      return reply.code(400).send({ error: { type: 'invalid_request_error', message: problem } })
    return reply.send(runtime.faults)
  })
}
