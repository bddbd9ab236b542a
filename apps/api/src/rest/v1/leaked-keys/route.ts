import { reportLeakedKey } from '@assay/services/api-key'
import type { Services } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'

/** `POST /v1/leaked-keys`: whoever found a key in public ends it, without signing in. */
export const registerLeakedKeys = (app: FastifyInstance, services: Services): void => {
  const reports = new RateLimiterMemory({ points: 20, duration: 60 })
  app.post('/v1/leaked-keys', async (request) => {
    await reports.consume(request.ip).catch(() => {
      throw new AssayError('rate_limited', 'Too many reports at once. Send the rest in a minute.', {
        retryAfterSeconds: 60,
      })
    })
    if (typeof request.body !== 'object' || request.body === null)
      throw new AssayError('invalid_request', 'The body must be an object with the field key.', {
        param: 'key',
      })
    // Checked field by field by the verb.
    return reportLeakedKey(services, request.body as Parameters<typeof reportLeakedKey>[1])
  })
}
