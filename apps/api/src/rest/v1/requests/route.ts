import { refuseNul, type Services } from '@assay/services/core'
import { listRequests, listRequestsInput } from '@assay/services/request'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Auth } from '../../../auth/index.ts'
import { identify } from '../../identify.ts'

/** Numbers travel as texts in an address. */
const query = z.strictObject({
  deployment: listRequestsInput.shape.deploymentId,
  outcome: listRequestsInput.shape.outcome,
  label: listRequestsInput.shape.label,
  end_user: listRequestsInput.shape.endUserId,
  offset: z.coerce.number().pipe(listRequestsInput.shape.offset.unwrap()).optional(),
  limit: z.coerce.number().pipe(listRequestsInput.shape.limit.unwrap()).optional(),
})

/** `GET /v1/requests?deployment=…`: a deployment's recent calls, the newest first. */
export const registerRequests = (app: FastifyInstance, services: Services, auth: Auth): void => {
  app.get('/v1/requests', async (request) => {
    const ctx = await identify(services, auth, request, 'data')
    refuseNul(request.query)
    const { deployment, end_user: endUserId, ...asked } = query.parse(request.query)
    const { items, total } = await listRequests(ctx, { ...asked, deploymentId: deployment, endUserId })
    return {
      total,
      requests: items.map((one) => ({
        id: one.id,
        at: one.at.toISOString(),
        deployment: one.deploymentId,
        model_version: one.modelVersionId,
        status: one.status,
        error_code: one.code,
        latency_ms: one.latencyMs,
        inputs: one.inputs,
        answers: one.answers,
        api_key: one.apiKeyId,
        end_user: one.endUserId,
        captured: one.captured,
      })),
    }
  })
}
