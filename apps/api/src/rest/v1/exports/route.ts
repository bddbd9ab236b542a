import type { Log } from '@assay/infra'
import { refuseNul, type Services } from '@assay/services/core'
import { exportModelVersion, exportModelVersionInput } from '@assay/services/model'
import type { FastifyInstance } from 'fastify'
import type { Auth } from '../../../auth/index.ts'
import type { Gateway } from '../../../gateway/index.ts'
import { nativeFailure } from '../../errors.ts'
import { identify } from '../../identify.ts'

/** `GET /v1/model-versions/{id}/export?format=onnx`: the version as a ZIP for running it elsewhere. */
export const registerExports = (
  app: FastifyInstance,
  parts: { services: Services; auth: Auth; gateway: Gateway; log: Log },
): void => {
  app.get<{ Params: { id: string }; Querystring: Record<string, string> }>(
    '/v1/model-versions/:id/export',
    async (request, reply) => {
      try {
        const ctx = await identify(parts.services, parts.auth, request)
        refuseNul([request.params, request.query])
        const input = exportModelVersionInput.parse({ ...request.query, id: request.params.id })
        const order = await exportModelVersion(ctx, input)
        const archive = await parts.gateway.packExport(order)
        return await reply
          .type('application/zip')
          .header('content-disposition', `attachment; filename="${order.fileName}"`)
          .header('cache-control', 'private, no-store')
          .send(archive)
      } catch (error) {
        const failure = nativeFailure(error, request.id)
        if (!failure.expected) parts.log.error({ err: error, requestId: request.id }, 'export failed')
        return reply
          .status(failure.status)
          .headers(failure.headers)
          .type('application/json')
          .send(failure.body)
      }
    },
  )
}
