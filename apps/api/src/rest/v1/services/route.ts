import { preferredOfHeader } from '@assay/i18n/languages'
import { type Log, renderPaper } from '@assay/infra'
import { languageOfUser } from '@assay/services/account'
import { invoicePaper } from '@assay/services/billing'
import {
  type OperatorCtx,
  type Paper,
  refuseNul,
  type Services,
  type WorkspaceCtx,
} from '@assay/services/core'
import { creditNotePaper } from '@assay/services/correction'
import {
  addAttachment,
  type Download,
  openAttachment,
  openAttachmentAsOperator,
  quotePaper,
  quotePaperAsOperator,
} from '@assay/services/engagement'
import { AssayError } from '@assay/services/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Auth } from '../../../auth/index.ts'
import { toHeaders } from '../../../auth/route.ts'
import { nativeFailure } from '../../errors.ts'
import { identify } from '../../identify.ts'
import { contentDisposition } from '../content-disposition.ts'

type Parts = { services: Services; auth: Auth; log: Log }
type Asked = { Params: { id: string }; Querystring: Record<string, string> }

/** Someone of the workspace by session: what was agreed on and paid is no business of an API key. */
const identifyPerson = async (parts: Parts, request: FastifyRequest): Promise<WorkspaceCtx> => {
  const ctx = await identify(parts.services, parts.auth, request, 'data')
  if (ctx.actor.type !== 'user')
    throw new AssayError('forbidden', 'API keys cannot access custom services. Sign in.')
  return ctx
}

/** In which a person reads papers: as the dashboard was read last, else as the browser asks. */
const languageFor = async (ctx: WorkspaceCtx | OperatorCtx, request: FastifyRequest): Promise<string> =>
  (ctx.actor.type === 'user' ? await languageOfUser(ctx, ctx.actor.id) : null) ??
  preferredOfHeader(request.headers['accept-language'])

/** The operator of the platform, by session alone. */
const identifyOperator = async ({ services, auth }: Parts, request: FastifyRequest): Promise<OperatorCtx> => {
  const user = await auth.findUser(toHeaders(request))
  if (!user) throw new AssayError('unauthenticated', 'Sign in first.')
  if (!user.isOperator) throw new AssayError('forbidden', 'Only the operator of this platform may do this.')
  return { ...services, actor: { type: 'user', id: user.id }, isOperator: true }
}

const save = (reply: FastifyReply, file: Omit<Download, 'content'> & { content: unknown }) =>
  reply
    .type(file.contentType)
    .header('content-disposition', contentDisposition(file.fileName))
    .header('cache-control', 'private, no-store')
    .send(file.content)

const print = async (reply: FastifyReply, paper: Paper) =>
  save(reply, {
    fileName: `${paper.kind} ${paper.title}.pdf`,
    contentType: 'application/pdf',
    content: await renderPaper(paper),
  })

/**
 * Files of custom services: `PUT /v1/services/{id}/attachments?name=…` with the file as the raw body, and
 * `GET /v1/service-attachments/{id}`; the operator's own under `/v1/operator`.
 * `GET /v1/quotes/{id}/pdf`, `GET /v1/invoices/{id}/pdf` and `GET /v1/credit-notes/{id}/pdf` print.
 */
export const registerServices = (app: FastifyInstance, parts: Parts): void => {
  const { log } = parts
  const answer =
    (work: (request: FastifyRequest<Asked>, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest<Asked>, reply: FastifyReply): Promise<unknown> => {
      try {
        refuseNul([request.params, request.query])
        return await work(request, reply)
      } catch (error) {
        const failure = nativeFailure(error, request.id)
        if (!failure.expected) log.error({ err: error, requestId: request.id }, 'a file of a service failed')
        // The rest of a refused upload is not worth receiving.
        if (!request.raw.complete) reply.header('connection', 'close')
        return reply
          .status(failure.status)
          .headers(failure.headers)
          .type('application/json')
          .send(failure.body)
      }
    }
  const query = z.strictObject({ name: z.string().min(1).max(1024) })

  app.register(async (scope) => {
    // The body stays a stream, whatever its type.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.put<Asked>(
      '/v1/services/:id/attachments',
      answer(async (request, reply) => {
        const ctx = await identifyPerson(parts, request)
        const { name } = query.parse(request.query)
        const added = await addAttachment(ctx, { engagementId: request.params.id, name }, request.raw)
        return reply
          .status(201)
          .type('application/json')
          .send(JSON.stringify({ attachment: added }))
      }),
    )
  })
  app.get<Asked>(
    '/v1/service-attachments/:id',
    answer(async (request, reply) => {
      const ctx = await identifyPerson(parts, request)
      return save(reply, await openAttachment(ctx, { attachmentId: request.params.id }))
    }),
  )
  app.get<Asked>(
    '/v1/operator/service-attachments/:id',
    answer(async (request, reply) => {
      const ctx = await identifyOperator(parts, request)
      return save(reply, await openAttachmentAsOperator(ctx, { attachmentId: request.params.id }))
    }),
  )
  app.get<Asked>(
    '/v1/quotes/:id/pdf',
    answer(async (request, reply) => {
      const ctx = await identifyPerson(parts, request)
      const language = await languageFor(ctx, request)
      return print(reply, await quotePaper(ctx, { quoteVersionId: request.params.id }, language))
    }),
  )
  app.get<Asked>(
    '/v1/operator/quotes/:id/pdf',
    answer(async (request, reply) => {
      const ctx = await identifyOperator(parts, request)
      const language = await languageFor(ctx, request)
      return print(reply, await quotePaperAsOperator(ctx, { quoteVersionId: request.params.id }, language))
    }),
  )
  app.get<Asked>(
    '/v1/invoices/:id/pdf',
    answer(async (request, reply) => {
      const ctx = await identifyPerson(parts, request)
      const language = await languageFor(ctx, request)
      return print(reply, await invoicePaper(ctx, { id: request.params.id }, language))
    }),
  )
  app.get<Asked>(
    '/v1/credit-notes/:id/pdf',
    answer(async (request, reply) => {
      const ctx = await identifyPerson(parts, request)
      const language = await languageFor(ctx, request)
      return print(reply, await creditNotePaper(ctx, { id: request.params.id }, language))
    }),
  )
}
