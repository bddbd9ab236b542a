import { receiveStripeEvent } from '@assay/services/billing'
import type { Services } from '@assay/services/core'
import type { FastifyInstance } from 'fastify'

/** `POST /webhooks/stripe`: verified over the raw bytes, stored, and applied by a job. */
export const registerStripeWebhook = (app: FastifyInstance, services: Services): void => {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 4 * 1024 ** 2 }, (_request, body, done) =>
      done(null, body),
    )
    scope.post('/webhooks/stripe', async (request, reply) => {
      const signature = request.headers['stripe-signature']
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      await receiveStripeEvent(services, raw, typeof signature === 'string' ? signature : undefined)
      return reply.send({ received: true })
    })
  })
}
