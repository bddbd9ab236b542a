import type { IncomingMessage } from 'node:http'
import type { Gateway } from '../../../gateway/index.ts'
import type { Door } from '../../door.ts'
import { nativeFailure } from '../../errors.ts'
import { readProof } from '../../proof.ts'

const prefix = '/v1/deployments/'

/** `GET /v1/deployments/{deployment}`: what it takes and answers, for whoever may ask it. */
const describe = async (
  gateway: Gateway,
  request: IncomingMessage,
  deploymentId: string,
): Promise<string> => {
  const { target } = await gateway.admit(readProof(request), deploymentId)
  return JSON.stringify({
    id: target.deploymentId,
    kind: target.kind,
    answers: target.multiLabel ? 'several' : 'one',
    labels: target.labels,
    columns: target.columns.map(({ name, type, categories }) => ({
      name,
      type,
      ...(type === 'category' && { categories }),
    })),
    model_version: target.modelVersionId,
    version: target.versionNumber,
  })
}

/** Deployments as they are described to callers. */
export const deploymentDescriptions: Door = {
  open: (path) =>
    path.startsWith(prefix)
      ? { method: 'GET', handle: (gateway, request) => describe(gateway, request, path.slice(prefix.length)) }
      : null,
  fail: nativeFailure,
}
