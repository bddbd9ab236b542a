import { newId } from '@assay/db'
import type { Log } from '@assay/infra'
import { authenticateKey } from '@assay/services/api-key'
import { refuseNul, type Services, type WorkspaceCtx } from '@assay/services/core'
import { receiveUpload, uploadColumns } from '@assay/services/dataset'
import { AssayError } from '@assay/services/errors'
import { findRole } from '@assay/services/workspace'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Auth } from '../../../auth/index.ts'
import { toHeaders } from '../../../auth/route.ts'
import { readBearer } from '../../bearer.ts'
import { nativeFailure } from '../../errors.ts'

const query = z.strictObject({
  name: z.string().max(1024).default('upload.csv'),
  ...uploadColumns.shape,
})

/** An API key speaks for its workspace as a member; a session, in the workspace that it names, as itself. */
const identify = async (services: Services, auth: Auth, request: FastifyRequest): Promise<WorkspaceCtx> => {
  if (request.headers.authorization || request.url.includes('ask_')) {
    const grant = await authenticateKey(services, readBearer(request.raw))
    if (grant.deploymentId)
      throw new AssayError(
        'forbidden',
        'This key calls one deployment only; uploading needs a key of the workspace.',
      )
    return {
      ...services,
      actor: { type: 'api_key', id: grant.keyId },
      workspaceId: grant.workspaceId,
      role: 'member',
    }
  }
  const user = await auth.findUser(toHeaders(request))
  if (!user)
    throw new AssayError('unauthenticated', 'Sign in, or send an API key as Authorization: Bearer ask_….')
  const workspaceId = request.headers['x-workspace-id']
  const role = typeof workspaceId === 'string' ? await findRole(services, workspaceId, user.id) : null
  if (typeof workspaceId !== 'string' || !role)
    throw new AssayError('not_found', 'No such workspace.', { param: 'x-workspace-id' })
  return { ...services, actor: { type: 'user', id: user.id }, workspaceId, role }
}

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
          const ctx = await identify(services, auth, request)
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
