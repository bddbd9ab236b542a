import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Work } from '../engine/work.ts'
import { StripeError } from '../http/errors.ts'
import { parseForm } from '../http/form.ts'
import { Params } from '../http/params.ts'
import { type Runtime, transact } from '../runtime.ts'
import { checkoutPages } from './checkout.ts'
import { consolePages } from './console.ts'
import { documentPages } from './documents.ts'
import { invoicePages } from './hosted-invoice.ts'
import { inspectorPages } from './inspector.ts'
import { messagePage } from './layout.ts'
import { onboardingPages } from './onboarding.ts'
import { portalPages } from './portal.ts'
import { threeDSecurePages } from './three-d-secure.ts'

export interface PageCall {
  work: Work
  runtime: Runtime
  params: Params
  id: string
  action: string
  nonce: string
}

export type PageAnswer = { status?: number; html: string } | { redirect: string } | { pdf: Buffer }

export interface PageRoute {
  method: 'GET' | 'POST'
  path: string
  run(call: PageCall): Promise<PageAnswer>
}

const pages: PageRoute[] = [
  ...checkoutPages,
  ...invoicePages,
  ...portalPages,
  ...threeDSecurePages,
  ...onboardingPages,
  ...documentPages,
  ...consolePages,
  ...inspectorPages,
]

/** The pages people see; forms are only taken from these pages themselves. */
export function registerPages(app: FastifyInstance, runtime: Runtime): void {
  for (const route of pages) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => await servePage(runtime, route, request, reply),
    })
  }
}

async function servePage(
  runtime: Runtime,
  route: PageRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64')
  reply.headers({
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  })
  if (route.method === 'POST' && !sameOrigin(request, runtime))
    return show(reply, {
      status: 403,
      html: messagePage('Request blocked', 'This form was submitted from another site.'),
    })
  const ids = Object(request.params)
  const text = typeof request.body === 'string' ? request.body : (request.url.split('?')[1] ?? '')
  try {
    const answer = await transact(runtime, { ordered: route.method === 'POST' }, async (work) => {
      if (ids.id !== undefined) await work.enter(String(ids.id))
      return await route.run({
        work,
        runtime,
        params: new Params(parseForm(text)),
        id: String(ids.id ?? ''),
        action: String(ids.action ?? ''),
        nonce,
      })
    })
    runtime.wakeClocks()
    return show(reply, answer)
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    const title = error.status === 404 ? 'Not found' : 'Something went wrong'
    return show(reply, { status: error.status, html: messagePage(title, error.message) })
  }
}

function sameOrigin(request: FastifyRequest, runtime: Runtime): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  return origin === new URL(runtime.settings.publicUrl).origin || origin === `http://${host ?? ''}`
}

function show(reply: FastifyReply, answer: PageAnswer): FastifyReply {
  if ('pdf' in answer) return reply.type('application/pdf').send(answer.pdf)
  if ('redirect' in answer) return reply.redirect(answer.redirect, 303)
  return reply
    .code(answer.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(answer.html)
}
