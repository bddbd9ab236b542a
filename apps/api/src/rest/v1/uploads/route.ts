import { newId } from '@assay/db'
import type { Log } from '@assay/infra'
import { refuseNul, type Services } from '@assay/services/core'
import { receiveUpload, uploadColumns } from '@assay/services/dataset'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Auth } from '../../../auth/index.ts'
import { nativeFailure } from '../../errors.ts'
import { identify } from '../../identify.ts'

const query = z.strictObject({
  name: z.string().max(1024).default('upload.csv'),
  ...uploadColumns.shape,
})

/** `PUT /v1/datasets/{dataset}/uploads?name=…`: the file as the raw body, streamed to the object store. */
export const registerUploads = (app: FastifyInstance, services: Services, auth: Auth, log: Log): void => {
  app.register(async (scope) => {
    // The body stays a stream, whatever its type.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route<{ Params: { dataset: string } }>({
      method: 'PUT',
      url: '/v1/datasets/:dataset/uploads',
      handler: async (request, reply) => {
        const requestId = newId('req')
        reply.header('x-request-id', requestId).type('application/json')
        try {
          const ctx = await identify(services, auth, request, 'data')
          refuseNul([request.params, request.query])
          const { name, ...options } = query.parse(request.query)
          const digest = request.headers['x-content-sha256']
          const received = await receiveUpload(
            ctx,
            {
              datasetId: request.params.dataset,
              fileName: name,
              options,
              ...(typeof digest === 'string' ? { sha256: digest } : {}),
            },
            request.raw,
          )
          return await reply.status(201).send(JSON.stringify({ dataset_version: received }))
        } catch (error) {
          const failure = nativeFailure(error, requestId)
          if (!failure.expected) log.error({ err: error, requestId }, 'upload failed')
          // The rest of a refused upload is not worth receiving.
          if (!request.raw.complete) reply.header('connection', 'close')
          return reply.status(failure.status).headers(failure.headers).send(failure.body)
        }
      },
    })
  })
}
