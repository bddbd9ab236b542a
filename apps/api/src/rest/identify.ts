import type { ApiKeyScope } from '@assay/db'
import { authenticateKey, requireUse } from '@assay/services/api-key'
import type { OperatorCtx, Services, WorkspaceCtx } from '@assay/services/core'
import { AssayError } from '@assay/services/errors'
import { findAccess, readSuspension, refuseSuspended } from '@assay/services/workspace'
import type { FastifyRequest } from 'fastify'
import type { Auth } from '../auth/index.ts'
import { toHeaders } from '../auth/route.ts'
import { holdsKey } from './bearer.ts'
import { readProof } from './proof.ts'

/**
 * An API key that has the scope speaks for its workspace as a member; a session, in the workspace that it names, as
 * itself.
 */
export const identify = async (
  services: Services,
  auth: Auth,
  request: FastifyRequest,
  scope: ApiKeyScope,
): Promise<WorkspaceCtx> => {
  if (request.headers.authorization || holdsKey(request.url)) {
    const { key, origin, page } = readProof(request.raw)
    const grant = await authenticateKey(services, key)
    requireUse(grant, { scope, now: services.now(), origin, page, address: () => request.ip })
    if (grant.deploymentId)
      throw new AssayError(
        'forbidden',
        'This key calls one deployment only; this needs a key of the workspace.',
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
  const access = typeof workspaceId === 'string' ? await findAccess(services, workspaceId, user) : null
  // An operator's look is for the dashboard's pages alone, where each thing seen is noted.
  if (typeof workspaceId !== 'string' || !access || access.view)
    throw new AssayError('not_found', 'No such workspace.', { param: 'x-workspace-id' })
  if (request.method !== 'GET' && request.method !== 'HEAD')
    refuseSuspended(await readSuspension(services, workspaceId))
  return { ...services, actor: { type: 'user', id: user.id }, workspaceId, role: access.role }
}

/** The operator by its session; no API key speaks for it. */
export const identifyOperator = async (
  services: Services,
  auth: Auth,
  request: FastifyRequest,
): Promise<OperatorCtx> => {
  const user = await auth.findUser(toHeaders(request))
  if (!user) throw new AssayError('unauthenticated', 'Sign in as the operator.')
  if (!user.isOperator) throw new AssayError('forbidden', 'Only the operator of this platform may do this.')
  return { ...services, actor: { type: 'user', id: user.id }, isOperator: true }
}
