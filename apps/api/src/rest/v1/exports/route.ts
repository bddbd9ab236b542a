import type { Log } from '@assay/infra'
import { refuseNul, type Services } from '@assay/services/core'
import { exportDatasetVersion, exportDatasetVersionInput } from '@assay/services/dataset'
import { exportJournal, exportStatement } from '@assay/services/ledger'
import { exportModelVersion, exportModelVersionInput } from '@assay/services/model'
import { exportPlatformAudit, exportPlatformAuditInput } from '@assay/services/operations'
import { exportReport, exportReportInput } from '@assay/services/operator'
import { openTakeout } from '@assay/services/takeout'
import { exportUsage, exportUsageInput } from '@assay/services/usage'
import { auditFilter, exportAudit } from '@assay/services/workspace'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Auth } from '../../../auth/index.ts'
import type { Gateway } from '../../../gateway/index.ts'
import { nativeFailure } from '../../errors.ts'
import { identify, identifyOperator } from '../../identify.ts'
import { contentDisposition } from '../content-disposition.ts'

/**
 * `GET /v1/model-versions/{id}/export?format=onnx`: the version as a ZIP for running it elsewhere.
 * `GET /v1/dataset-versions/{id}/export?format=csv`: what was made of an upload, or the upload itself.
 * `GET /v1/exports/usage?per=call|day&from=…&to=…`, `/v1/exports/statement`: a workspace's usage and money as CSV.
 * `GET /v1/exports/audit?who=…&what=…&from=…&to=…`: its audit log as CSV, for owners and admins.
 * `GET /v1/takeouts/{id}?workspace=…`: the archive of everything, for owners and admins who are signed in.
 * `GET /v1/exports/journal`: the operator's ledger over all tenants, a line per entry.
 * `GET /v1/operator/exports/{report}`: one of the operator's tables; `/v1/operator/audit`: the log of everything.
 */
export const registerExports = (
  app: FastifyInstance,
  parts: { services: Services; auth: Auth; gateway: Gateway; log: Log },
): void => {
  type Asked = { Params: { id: string }; Querystring: Record<string, string> }
  const answer =
    (pack: (request: FastifyRequest<Asked>, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest<Asked>, reply: FastifyReply): Promise<unknown> => {
      try {
        refuseNul([request.params, request.query])
        return await pack(request, reply)
      } catch (error) {
        const failure = nativeFailure(error, request.id)
        if (!failure.expected) parts.log.error({ err: error, requestId: request.id }, 'export failed')
        return reply
          .status(failure.status)
          .headers(failure.headers)
          .type('application/json')
          .send(failure.body)
      }
    }
  const save = (reply: FastifyReply, file: { fileName: string; contentType: string; content: unknown }) =>
    reply
      .type(file.contentType)
      .header('content-disposition', contentDisposition(file.fileName))
      .header('cache-control', 'private, no-store')
      .send(file.content)

  app.get<Asked>(
    '/v1/model-versions/:id/export',
    answer(async (request, reply) => {
      const ctx = await identify(parts.services, parts.auth, request, 'models')
      const input = exportModelVersionInput.parse({ ...request.query, id: request.params.id })
      const order = await exportModelVersion(ctx, input)
      const content = await parts.gateway.packExport(order)
      return save(reply, { fileName: order.fileName, contentType: 'application/zip', content })
    }),
  )
  app.get<Asked>(
    '/v1/dataset-versions/:id/export',
    answer(async (request, reply) => {
      const ctx = await identify(parts.services, parts.auth, request, 'data')
      const input = exportDatasetVersionInput.parse({ ...request.query, id: request.params.id })
      return save(reply, await exportDatasetVersion(ctx, input))
    }),
  )
  app.get<Asked>(
    '/v1/exports/usage',
    answer(async (request, reply) => {
      const ctx = await identify(parts.services, parts.auth, request, 'data')
      return save(reply, await exportUsage(ctx, exportUsageInput.parse(request.query)))
    }),
  )
  app.get<Asked>(
    '/v1/exports/statement',
    answer(async (request, reply) =>
      save(reply, await exportStatement(await identify(parts.services, parts.auth, request, 'data'))),
    ),
  )
  app.get<Asked>(
    '/v1/exports/audit',
    answer(async (request, reply) => {
      const ctx = await identify(parts.services, parts.auth, request, 'data')
      return save(reply, await exportAudit(ctx, auditFilter.parse(request.query)))
    }),
  )
  app.get<Asked>(
    '/v1/takeouts/:id',
    answer(async (request, reply) => {
      // A link names no header: so large a file goes from the server straight to the disk.
      request.headers['x-workspace-id'] ??= request.query['workspace']
      const ctx = await identify(parts.services, parts.auth, request, 'data')
      const file = await openTakeout(ctx, { id: request.params.id })
      return save(reply.header('content-length', file.bytes), file)
    }),
  )
  app.get<Asked>(
    '/v1/exports/journal',
    answer(async (request, reply) =>
      save(reply, await exportJournal(await identifyOperator(parts.services, parts.auth, request))),
    ),
  )
  app.get<Asked>(
    '/v1/operator/audit',
    answer(async (request, reply) => {
      const ctx = await identifyOperator(parts.services, parts.auth, request)
      return save(reply, await exportPlatformAudit(ctx, exportPlatformAuditInput.parse(request.query)))
    }),
  )
  app.get<Asked>(
    '/v1/operator/exports/:id',
    answer(async (request, reply) => {
      const ctx = await identifyOperator(parts.services, parts.auth, request)
      return save(
        reply,
        await exportReport(ctx, exportReportInput.parse({ ...request.query, report: request.params.id })),
      )
    }),
  )
}
