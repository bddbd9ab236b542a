import type { IncomingMessage } from 'node:http'
import { AssayError } from '@assay/services/errors'
import type { LabelScore, MultiPrediction, Prediction } from '@assay/services/views'
import type { Gateway } from '../../gateway/index.ts'
import type { LaneAnswer } from '../../gateway/lane.ts'
import { readProof } from '../proof.ts'
import { asRecord, isFile, readBytes, readJson, refuseUnknownFields } from '../read-json.ts'
import { refuseLarge } from '../refuse-large.ts'
import { readIdempotency } from '../v1/predict/handler.ts'
import { handleTable } from './tables.ts'

const fields = new Set(['inputs', 'parameters', 'options'])
const functions = ['softmax', 'sigmoid', 'none'] as const
type OutputFunction = (typeof functions)[number]

type TextRequest = { inputs: string[]; topK: number | undefined; apply: OutputFunction | undefined }

const readRequest = (value: unknown): TextRequest => {
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object with the field inputs.')
  refuseUnknownFields(body, fields)
  const list: unknown[] = Array.isArray(body['inputs']) ? body['inputs'] : [body['inputs']]
  if (list.length === 0 || !list.every((input) => typeof input === 'string'))
    throw new AssayError('input_type', 'inputs must be a string or a list of strings.', { param: 'inputs' })
  refuseLarge(list.length, 'inputs')
  const parameters = asRecord(body['parameters'] ?? {}) ?? {}
  const { top_k: topK, function_to_apply: apply } = parameters
  const known = functions.find((name) => name === apply)
  if (!known && apply !== undefined && apply !== null)
    throw new AssayError('invalid_request', 'function_to_apply must be softmax, sigmoid or none.', {
      param: 'function_to_apply',
    })
  const isWhole = typeof topK === 'number' && Number.isInteger(topK) && topK >= 1
  if (topK !== undefined && topK !== null && !isWhole)
    throw new AssayError('invalid_request', 'top_k must be a whole number above zero.', { param: 'top_k' })
  return { inputs: list, topK: isWhole ? topK : undefined, apply: known }
}

/**
 * The models answer calibrated probabilities p, whose logits are ln p up to a constant: `none` gives those,
 * `sigmoid` squashes each by itself, σ(ln p) = p / (1 + p).
 */
const applyFunction = (apply: OutputFunction | undefined, { label, score }: LabelScore): LabelScore => {
  if (apply === undefined || apply === 'softmax') return { label, score }
  if (apply === 'sigmoid') return { label, score: score / (1 + score) }
  return { label, score: Math.log(Math.max(score, 1e-12)) }
}

/**
 * Of labels that are answered each by itself the logits are ln (p / (1 − p)): `sigmoid`, which stands where nothing
 * is asked for, gives the probabilities, `softmax` makes the labels compete.
 */
const applyToSet = (apply: OutputFunction | undefined, scores: LabelScore[]): LabelScore[] => {
  if (apply === undefined || apply === 'sigmoid') return scores
  const odds = scores.map(({ score }) => Math.max(score, 1e-12) / Math.max(1 - score, 1e-12))
  if (apply === 'none') return scores.map(({ label }, k) => ({ label, score: Math.log(odds[k] ?? 1) }))
  const total = odds.reduce((sum, one) => sum + one, 0)
  return scores.map(({ label }, k) => ({ label, score: (odds[k] ?? 0) / total }))
}

/** JSON, whose inputs are texts or one file in base64; for images and sounds also the file itself, whatever its type. */
const readCall = async (
  request: IncomingMessage,
  takesFiles: boolean,
): Promise<{ body: string | Buffer; asked: TextRequest }> => {
  if (takesFiles && isFile(request)) {
    const body = await readBytes(request)
    return { body, asked: { inputs: [body.toString('base64')], topK: undefined, apply: undefined } }
  }
  const { text, value } = await readJson(request)
  return { body: text, asked: readRequest(value) }
}

/**
 * `POST /hf/{deployment}`: Hugging Face text classification, `[[{"label","score"}]]`, image and audio
 * classification, `[{"label","score"}]`, and tabular classification.
 */
export const handleHuggingFace = async (
  gateway: Gateway,
  request: IncomingMessage,
  deploymentId: string,
  requestId: string,
): Promise<LaneAnswer> => {
  const proof = readProof(request)
  const { caller, target } = await gateway.admit(proof, deploymentId)
  if (target.kind === 'table') return handleTable(gateway, request, { caller, target }, requestId)
  const takesFiles = target.kind === 'image' || target.kind === 'audio'
  const { body, asked } = await readCall(request, takesFiles)
  const { inputs, topK, apply } = asked
  if (takesFiles && inputs.length > 1)
    throw new AssayError('invalid_request', 'One file goes into one call here. Call /v1/predict for more.', {
      param: 'inputs',
    })
  return gateway.predict(
    caller,
    target,
    {
      requestId,
      // The labels that compete under a softmax are all of them, however few are shown.
      items: inputs.map((input) => ({
        input: takesFiles ? { b64: input } : input,
        topK: apply === 'softmax' ? undefined : topK,
      })),
      compose: (lines) => {
        // The worker wrote the lines.
        const answers = lines.map((line) => {
          const answer = JSON.parse(line) as Prediction | MultiPrediction
          if ('labels' in answer) return applyToSet(apply, answer.scores).slice(0, topK)
          return answer.scores.slice(0, topK).map((each) => applyFunction(apply, each))
        })
        return JSON.stringify(takesFiles ? answers[0] : answers)
      },
    },
    readIdempotency(request, `hf/${deploymentId}`, body),
  )
}
