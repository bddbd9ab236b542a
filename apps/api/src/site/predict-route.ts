import type { Services } from '@assay/services/core'
import { AssayError, type ErrorCode } from '@assay/services/errors'
import { giveBackPublicCall, takePublicCall } from '@assay/services/public-page'
import type { FastifyInstance } from 'fastify'
import { openAllowances } from '../gateway/allowances.ts'
import type { Gateway } from '../gateway/index.ts'

/** Ten at once and one every six seconds in the long run, for each address over all pages. */
const perAddress = { perSecond: 1 / 6, burst: 10 }
/** Of a page, from all addresses together. */
const perPage = { perSecond: 5, burst: 20 }

const readInput = (body: unknown): unknown => {
  if (typeof body === 'object' && body !== null && 'input' in body && Object.keys(body).length === 1)
    return body.input
  throw new AssayError('invalid_request', 'The body must be an object with the field input alone.', {
    param: 'input',
  })
}

/** What is its workspace's own affair is not told to visitors. */
const internal: ReadonlySet<ErrorCode> = new Set([
  'quota_exceeded',
  'spend_cap_reached',
  'key_spend_cap_reached',
  'credits_exhausted',
  'plan_limit',
  'payment_required',
  'payment_failed',
  'subscription_paused',
  'end_user_limit',
  'end_user_blocked',
  'forbidden',
  'suspended',
  'artifact_corrupt',
])

const asSeenByVisitors = (error: unknown): unknown =>
  error instanceof AssayError && internal.has(error.code)
    ? new AssayError('overloaded', 'This page can not answer at the moment. Try again later.', {
        retryAfterSeconds: 600,
      })
    : error

const refuse = (message: string) => new AssayError('rate_limited', message, { retryAfterSeconds: 10 })

/** `POST /p/{slug}/predict`: one prediction for a visitor of an open page. Its workspace pays, up to its cap. */
export const registerPublicPredict = (app: FastifyInstance, services: Services, gateway: Gateway): void => {
  const addresses = openAllowances(perAddress.perSecond, perAddress.burst)
  const pages = openAllowances(perPage.perSecond, perPage.burst)
  app.post<{ Params: { slug: string } }>('/p/:slug/predict', async (request, reply) => {
    const { slug } = request.params
    if (!addresses.take(request.ip))
      throw refuse('You have tried this often in a short time. Wait a few seconds, then try again.')
    const input = readInput(request.body)
    if (!pages.take(slug))
      throw refuse('Many people try this at the moment. Wait a few seconds, then try again.')
    const call = await takePublicCall(services, slug)
    try {
      const answer = await gateway.tryPublic(call, request.id, input)
      return reply.header('cache-control', 'no-store').send(answer)
    } catch (error) {
      await giveBackPublicCall(services, call)
      throw asSeenByVisitors(error)
    }
  })
}
