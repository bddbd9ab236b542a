import type { Log } from '@assay/infra'
import {
  batchResultsInput,
  cancelBatch,
  getBatch,
  listBatches,
  openBatchResults,
  resumeBatch,
} from '@assay/services/batch'
import { pageInput, refuseNul, type Services, type WorkspaceCtx } from '@assay/services/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Auth } from '../../../auth/index.ts'
import { nativeFailure } from '../../errors.ts'
import { identify } from '../../identify.ts'
import { contentDisposition } from '../content-disposition.ts'
import { presentBatch } from './present.ts'
import { startAsAsked } from './start.ts'

const wholeNumber = z.coerce.number().optional()
const pageQuery = z.strictObject({ offset: wholeNumber, limit: wholeNumber })

/** `/v1/batches`: a model goes through a file or a dataset version, and its results are taken away. */
export const registerBatches = (app: FastifyInstance, services: Services, auth: Auth, log: Log): void => {
  type Asked = FastifyRequest<{ Params: { id: string }; Querystring: Record<string, string> }>
  type Answer = (ctx: WorkspaceCtx, request: Asked, reply: FastifyReply) => Promise<unknown>

  app.register(async (scope) => {
    // A body stays a stream, whatever its type.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))

    const on = (method: 'GET' | 'POST', url: string, answer: Answer): void => {
      scope.route<{ Params: { id: string }; Querystring: Record<string, string> }>({
        method,
        url,
        handler: async (request, reply) => {
          reply.type('application/json')
          try {
            refuseNul([request.params, request.query])
            return await answer(await identify(services, auth, request, 'predict'), request, reply)
          } catch (error) {
            const failure = nativeFailure(error, request.id)
            if (!failure.expected) log.error({ err: error, requestId: request.id }, 'batch call failed')
            // The rest of a refused file is not worth receiving.
            if (!request.raw.complete) reply.header('connection', 'close')
            return reply
              .status(failure.status)
              .headers(failure.headers)
              .type('application/json')
              .send(failure.body)
          }
        },
      })
    }

    on('POST', '/v1/batches', async (ctx, request, reply) => {
      const batch = await startAsAsked(ctx, request.raw, request.query)
      return reply.status(201).send({ batch: presentBatch(batch) })
    })
    on('GET', '/v1/batches', async (ctx, { query }) => {
      const { offset, limit } = pageQuery.parse(query)
      const page = pageInput.parse({
        ...(offset !== undefined && { offset }),
        ...(limit !== undefined && { limit }),
      })
      const { items, total } = await listBatches(ctx, page)
      return { items: items.map(presentBatch), total }
    })
    on('GET', '/v1/batches/:id', async (ctx, { params }) => ({
      batch: presentBatch(await getBatch(ctx, { id: params.id })),
    }))
    on('POST', '/v1/batches/:id/cancel', async (ctx, { params }) => ({
      batch: presentBatch(await cancelBatch(ctx, { id: params.id })),
    }))
    on('POST', '/v1/batches/:id/resume', async (ctx, { params }) => ({
      batch: presentBatch(await resumeBatch(ctx, { id: params.id })),
    }))
    on('GET', '/v1/batches/:id/results', async (ctx, { params, query }, reply) => {
      const input = batchResultsInput.parse({ ...query, id: params.id })
      const { fileName, contentType, content } = await openBatchResults(ctx, input)
      return reply
        .type(contentType)
        .header('content-disposition', contentDisposition(fileName))
        .header('cache-control', 'private, no-store')
        .send(content)
    })
  })
}
