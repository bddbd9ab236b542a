import type { IncomingMessage } from 'node:http'
import { AssayError } from '@assay/services/errors'
import type { Gateway } from '../../gateway/index.ts'
import type { LaneAnswer } from '../../gateway/lane.ts'
import { type Answer, readAnswer } from '../answer.ts'
import type { Door } from '../door.ts'
import { openAiFailure } from '../errors.ts'
import { readProof } from '../proof.ts'
import { asRecord, readJson, refuseUnknownFields } from '../read-json.ts'
import { refuseLarge } from '../refuse-large.ts'
import { readIdempotency } from '../v1/predict/handler.ts'

const fields = new Set(['model', 'input'])

/** Labels that say that nothing is the matter: answering one of them flags nothing. */
const harmless =
  /^(ok(ay)?|safe|clean|ham|none|normal|neutral|benign|harmless|acceptable|legit(imate)?|(not?|non)[ _-].+|0|false|no)$/i

const refuse = (param: string, message: string): AssayError =>
  new AssayError('input_type', `${param} ${message}`, { param })

const isTextPart = (part: unknown): part is { type: 'text'; text: string } => {
  const { type, text } = asRecord(part) ?? {}
  return type === 'text' && typeof text === 'string'
}

/** A text, a list of texts, or one text in parts. */
const readInput = (input: unknown): string[] => {
  if (typeof input === 'string') return [input]
  if (!Array.isArray(input) || input.length === 0)
    throw refuse('input', 'must be a text, a list of texts or a list of text parts.')
  if (input.every((one) => typeof one === 'string')) return input
  const wrong = input.findIndex((part) => !isTextPart(part))
  if (wrong >= 0)
    throw refuse(`input[${wrong}]`, 'must be {"type": "text", "text": "…"}; other parts are not taken.')
  return [
    input
      .filter(isTextPart)
      .map(({ text }) => text)
      .join('\n'),
  ]
}

const present = ({ scores, answered }: Answer) => {
  const flagged = [...answered].filter((label) => !harmless.test(label.trim()))
  return {
    flagged: flagged.length > 0,
    categories: Object.fromEntries(scores.map(({ label }) => [label, answered.has(label)])),
    category_scores: Object.fromEntries(scores.map(({ label, score }) => [label, score])),
    category_applied_input_types: Object.fromEntries(scores.map(({ label }) => [label, ['text']])),
  }
}

const moderate = async (
  gateway: Gateway,
  request: IncomingMessage,
  requestId: string,
): Promise<LaneAnswer> => {
  const proof = readProof(request)
  const { text, value } = await readJson(request)
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object with the field input.')
  refuseUnknownFields(body, fields)
  const { model } = body
  if (model !== undefined && typeof model !== 'string')
    throw refuse('model', 'must be the id of a deployment.')
  const { caller, target } = await gateway.admit(proof, model ?? null)
  if (target.kind !== 'text')
    throw new AssayError('invalid_request', 'This deployment does not take texts. Call /v1/predict.', {
      param: 'model',
    })
  const inputs = readInput(body['input'])
  refuseLarge(inputs.length, 'input')
  return gateway.predict(
    caller,
    target,
    {
      requestId,
      items: inputs.map((input) => ({ input })),
      compose: (lines) =>
        JSON.stringify({
          id: requestId,
          model: target.deploymentId,
          results: lines.map((line) => present(readAnswer(line))),
        }),
    },
    readIdempotency(request, 'moderations', text),
  )
}

/** `POST /v1/moderations`, as OpenAI's clients call it; `model` is the id of a deployment. */
export const moderations: Door = {
  open: (path) => (path === '/v1/moderations' ? { method: 'POST', handle: moderate } : null),
  fail: openAiFailure,
}
