import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import { chooseVersion, findVersion } from '../../../gateway/choose-version.ts'
import type { Gateway } from '../../../gateway/index.ts'
import type { LaneAnswer } from '../../../gateway/lane.ts'
import { readProof } from '../../proof.ts'
import { isMedia, readBytes, readJson } from '../../read-json.ts'
import { type PredictRequest, readPredictQuery, readPredictRequest } from './request.ts'

/** The caller's Idempotency-Key with a digest of the request it stands for. */
export const readIdempotency = (
  request: IncomingMessage,
  door: string,
  body: string | Buffer,
): { key: string; requestHash: string } | null => {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || key.length === 0 || key.length > 255)
    throw new AssayError('invalid_request', 'Idempotency-Key must have 1 to 255 characters.', {
      param: 'Idempotency-Key',
    })
  return { key, requestHash: createHash('sha256').update(door).update('\0').update(body).digest('hex') }
}

const queryOf = (url = ''): string => {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start)
}

/** JSON, or to a deployment that takes images or sounds the bytes of one and the settings in the address. */
const readCall = async (
  request: IncomingMessage,
  kind: ServedVersion['kind'],
): Promise<{ body: string | Buffer; asked: PredictRequest }> => {
  if ((kind === 'image' || kind === 'audio') && isMedia(request, kind)) {
    const body = await readBytes(request)
    return {
      body,
      asked: { inputs: [{ b64: body.toString('base64') }], ...readPredictQuery(queryOf(request.url)) },
    }
  }
  const { text, value } = await readJson(request)
  return { body: text, asked: readPredictRequest(value) }
}

/** `POST /v1/predict/{deployment}` */
export const handlePredict = async (
  gateway: Gateway,
  request: IncomingMessage,
  deploymentId: string,
  requestId: string,
): Promise<LaneAnswer> => {
  const proof = readProof(request)
  const { caller, deployment, target: own } = await gateway.admit(proof, deploymentId)
  const { body, asked } = await readCall(request, own.kind)
  const { inputs, topK, explain, endUserId, version } = asked
  const target =
    version !== undefined
      ? findVersion(deployment, version)
      : endUserId !== null
        ? chooseVersion(deployment, () => endUserId)
        : own
  return gateway.predict(
    endUserId === null ? caller : { ...caller, endUserId },
    target,
    {
      requestId,
      items: inputs.map((input) => ({ input, topK, explain })),
      compose: (lines, served) => {
        const predictions = lines.map((line, i) => `{"id":"${requestId}-${i}",${line.slice(1)}`).join(',')
        return `{"id":"${requestId}","deployment":"${target.deploymentId}","model_version":"${served.modelVersionId}","predictions":[${predictions}],"usage":{"predictions":${inputs.length}}}`
      },
    },
    readIdempotency(request, `predict/${deploymentId}${queryOf(request.url)}`, body),
  )
}
