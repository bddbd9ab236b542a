import { newId } from '@assay/db'
import type { Log } from '@assay/infra'
import { refuseNul, type Services } from '@assay/services/core'
import { previewUpload } from '@assay/services/dataset'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Auth } from '../../../auth/index.ts'
import { nativeFailure } from '../../errors.ts'
import { identify } from '../../identify.ts'

const query = z.strictObject({
  name: z.string().max(1024).default('upload.csv'),
  /** Bytes of the whole file; left out, the body is all of it. */
  size: z.coerce.number().int().min(0).optional(),
})

/** `POST /v1/upload-previews?name=…&size=…`: the first part of a file as the raw body; what would be made of it. */
export const registerUploadPreviews = (
  app: FastifyInstance,
  services: Services,
  auth: Auth,
  log: Log,
): void => {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.post('/v1/upload-previews', async (request, reply) => {
      const requestId = newId('req')
      reply.header('x-request-id', requestId).type('application/json')
      try {
        const ctx = await identify(services, auth, request, 'data')
        refuseNul([request.query])
        const { name, size } = query.parse(request.query)
        const preview = await previewUpload(ctx, { fileName: name, bytesTotal: size ?? 0 }, request.raw)
        return await reply.send(JSON.stringify({ preview }))
      } catch (error) {
        const failure = nativeFailure(error, requestId)
        if (!failure.expected) log.error({ err: error, requestId }, 'preview failed')
        if (!request.raw.complete) reply.header('connection', 'close')
        return reply.status(failure.status).headers(failure.headers).send(failure.body)
      }
    })
  })
}
