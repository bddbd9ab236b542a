import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AssayError } from '@assay/services/errors'
import type { Gateway } from '../../../gateway/index.ts'
import { readBearer } from '../../bearer.ts'
import { readJson } from '../../read-json.ts'
import { readPredictRequest } from './request.ts'

/** The caller's Idempotency-Key with a digest of the request it stands for. */
export const readIdempotency = (
  request: IncomingMessage,
  door: string,
  text: string,
): { key: string; requestHash: string } | null => {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || key.length === 0 || key.length > 255)
    throw new AssayError('invalid_request', 'Idempotency-Key must have 1 to 255 characters.', {
      param: 'Idempotency-Key',
    })
  return { key, requestHash: createHash('sha256').update(door).update('\0').update(text).digest('hex') }
}

/** `POST /v1/predict/{deployment}` */
export const handlePredict = async (
  gateway: Gateway,
  request: IncomingMessage,
  deploymentId: string,
  requestId: string,
): Promise<string> => {
  const key = readBearer(request)
  const { caller, target } = await gateway.admit(key, deploymentId)
  const { text, value } = await readJson(request)
  const { inputs, topK, explain } = readPredictRequest(value)
  return gateway.predict(
    caller,
    target,
    {
      requestId,
      items: inputs.map((input) => ({ input, topK, explain })),
      compose: (lines) => {
        const predictions = lines.map((line, i) => `{"id":"${requestId}-${i}",${line.slice(1)}`).join(',')
        return `{"id":"${requestId}","deployment":"${target.deploymentId}","model_version":"${target.modelVersionId}","predictions":[${predictions}],"usage":{"predictions":${inputs.length}}}`
      },
    },
    readIdempotency(request, `predict/${deploymentId}`, text),
  )
}
