import { newId } from '@assay/db'
import type { Log } from '@assay/infra'
import { refuseNul, type Services, type WorkspaceCtx } from '@assay/services/core'
import { maxUploadBytes } from '@assay/services/dataset'
import { AssayError } from '@assay/services/errors'
import {
  abandonUpload,
  appendToUpload,
  createUpload,
  finishUpload,
  getUpload,
  signUploadPart,
  type UploadView,
} from '@assay/services/upload'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Auth } from '../../../auth/index.ts'
import { nativeFailure } from '../../errors.ts'
import { identify } from '../../identify.ts'
import { checksumAlgorithms, readAppend, readCreation, requireTus, tusVersion } from './tus-headers.ts'

/** A sender that has gone without a word frees what it held. */
const silentForMs = 60_000
/** tus names a status of its own for bytes that do not match their checksum. */
const checksumMismatchStatus = 460

type Answer = (ctx: WorkspaceCtx, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

const showUpload = ({ expiresAt, ...upload }: UploadView) => ({
  upload: {
    id: upload.id,
    dataset: upload.datasetId,
    name: upload.fileName,
    bytes_total: upload.bytesTotal,
    bytes_received: upload.bytesReceived,
    part_bytes: upload.partBytes,
    expires_at: expiresAt.toISOString(),
    dataset_version: upload.datasetVersionId,
  },
})

const idOf = (request: FastifyRequest): { id: string } => ({
  id: (request.params as { upload: string }).upload,
})

const describeUpload = (reply: FastifyReply, upload: UploadView): FastifyReply => {
  reply.header('upload-expires', upload.expiresAt.toUTCString()).header('cache-control', 'no-store')
  if (upload.datasetVersionId) reply.header('x-dataset-version', upload.datasetVersionId)
  return reply.header('upload-offset', upload.bytesReceived).header('upload-length', upload.bytesTotal)
}

const create: Answer = async (ctx, request, reply) => {
  requireTus(request)
  const { dataset } = request.params as { dataset: string }
  const upload = await createUpload(ctx, { datasetId: dataset, ...readCreation(request) })
  return describeUpload(reply, upload)
    .status(201)
    .header('location', `/v1/uploads/${upload.id}`)
    .send(JSON.stringify(showUpload(upload)))
}

const show: Answer = async (ctx, request, reply) => {
  const upload = await getUpload(ctx, idOf(request))
  return describeUpload(reply, upload).send(JSON.stringify(showUpload(upload)))
}

const append: Answer = async (ctx, request, reply) => {
  requireTus(request)
  request.raw.setTimeout(silentForMs, () => request.raw.destroy())
  const { bytesReceived, bytesTotal } = await appendToUpload(
    ctx,
    { ...idOf(request), ...readAppend(request) },
    request.raw,
  )
  if (bytesReceived === bytesTotal) await finishUpload(ctx, idOf(request))
  return describeUpload(reply, await getUpload(ctx, idOf(request)))
    .status(204)
    .send()
}

/** For clients whose last answer was lost: makes the version if it is not there yet. */
const finish: Answer = async (ctx, request, reply) => {
  await finishUpload(ctx, idOf(request))
  return show(ctx, request, reply)
}

/** `?sha256=` in Base64: where and for how long the browser may put this part. */
const signPart: Answer = async (ctx, request, reply) => {
  const { number } = request.params as { number: string }
  const { sha256 } = request.query as { sha256?: string }
  const signed = await signUploadPart(ctx, {
    ...idOf(request),
    number: Number(number),
    sha256: String(sha256 ?? ''),
  })
  return reply.header('cache-control', 'no-store').send(JSON.stringify(signed))
}

const abandon: Answer = async (ctx, request, reply) => {
  requireTus(request)
  await abandonUpload(ctx, idOf(request))
  return reply.status(204).send()
}

/** Uploads that survive a lost connection: tus 1.0 with creation, checksum, expiration and termination. */
export const registerResumableUploads = (
  app: FastifyInstance,
  services: Services,
  auth: Auth,
  log: Log,
): void => {
  const handle = (answer: Answer) => async (request: FastifyRequest, reply: FastifyReply) => {
    const requestId = newId('req')
    reply.header('x-request-id', requestId).header('tus-resumable', tusVersion).type('application/json')
    try {
      refuseNul([request.params, request.headers])
      return await answer(await identify(services, auth, request, 'data'), request, reply)
    } catch (error) {
      const failure = nativeFailure(error, requestId)
      const isLost = request.raw.destroyed && !request.raw.complete
      if (!failure.expected && !isLost) log.error({ err: error, requestId }, 'upload failed')
      // The rest of a refused body is not worth receiving.
      if (!request.raw.complete) reply.header('connection', 'close')
      const isMismatch = error instanceof AssayError && error.param === 'upload-checksum'
      const status =
        isMismatch && error.code === 'checksum_mismatch' ? checksumMismatchStatus : failure.status
      return reply.status(status).headers(failure.headers).send(failure.body)
    }
  }
  app.register(async (scope) => {
    // The body stays a stream, whatever its type.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const url of ['/v1/datasets/:dataset/uploads', '/v1/uploads/:upload'])
      scope.options(url, async (_request, reply) =>
        reply
          .status(204)
          .headers({
            'tus-resumable': tusVersion,
            'tus-version': tusVersion,
            'tus-extension': 'creation,checksum,expiration,termination',
            'tus-max-size': String(maxUploadBytes),
            'tus-checksum-algorithm': checksumAlgorithms,
          })
          .send(),
      )
    scope.post('/v1/datasets/:dataset/uploads', handle(create))
    scope.head('/v1/uploads/:upload', handle(show))
    scope.get('/v1/uploads/:upload', { exposeHeadRoute: false }, handle(show))
    scope.patch('/v1/uploads/:upload', handle(append))
    scope.post('/v1/uploads/:upload/finish', handle(finish))
    scope.post('/v1/uploads/:upload/parts/:number', handle(signPart))
    scope.delete('/v1/uploads/:upload', handle(abandon))
  })
}
