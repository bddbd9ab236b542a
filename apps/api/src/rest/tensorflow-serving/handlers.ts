import type { IncomingMessage } from 'node:http'
import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import type { Gateway } from '../../gateway/index.ts'
import type { LaneAnswer } from '../../gateway/lane.ts'
import { type Answer, inLabelOrder, readAnswer } from '../answer.ts'
import { readProof } from '../proof.ts'
import { asRecord, readJson, refuseUnknownFields } from '../read-json.ts'
import { refuseLarge } from '../refuse-large.ts'
import { versionOf } from '../served-version.ts'
import { readIdempotency } from '../v1/predict/handler.ts'
import { readColumnar, readInstances } from './examples.ts'

export type Asked = { deployment: string; version: string | undefined }
type Call = { inputs: unknown[]; compose(answers: Answer[], served: ServedVersion): unknown }

const predictFields = new Set(['signature_name', 'instances', 'inputs'])
const classifyFields = new Set(['signature_name', 'examples', 'context'])

const readBody = (value: unknown, fields: ReadonlySet<string>): Record<string, unknown> => {
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object.')
  refuseUnknownFields(body, fields)
  const { signature_name: signature } = body
  if (signature !== undefined && signature !== 'serving_default')
    throw new AssayError('invalid_request', 'The one signature is serving_default.', {
      param: 'signature_name',
    })
  return body
}

const readPredict = (value: unknown, target: ServedVersion): Call => {
  const { instances, inputs } = readBody(value, predictFields)
  if ((instances === undefined) === (inputs === undefined))
    throw new AssayError(
      'invalid_request',
      'Send either instances (rows) or inputs (columns), and not both.',
      {
        param: 'instances',
      },
    )
  const row =
    ({ labels }: ServedVersion) =>
    ({ label, score, scores }: Answer) => ({
      label: label ?? '',
      score,
      probabilities: inLabelOrder(scores, labels),
      classes: labels,
    })
  if (instances !== undefined)
    return {
      inputs: readInstances(instances, target, 'instances'),
      compose: (answers, served) => ({ predictions: answers.map(row(served)) }),
    }
  return {
    inputs: readColumnar(inputs, target),
    compose: (answers, served) => {
      const rows = answers.map(row(served))
      return {
        outputs: {
          label: rows.map(({ label }) => label),
          score: rows.map(({ score }) => score),
          probabilities: rows.map(({ probabilities }) => probabilities),
          classes: rows.map(({ classes }) => classes),
        },
      }
    },
  }
}

const readClassify = (value: unknown, target: ServedVersion): Call => {
  const { examples, context } = readBody(value, classifyFields)
  const shared = context === undefined ? {} : asRecord(context)
  if (!shared) throw new AssayError('input_type', 'context must be an object.', { param: 'context' })
  if (!Array.isArray(examples) || !examples.every((example) => asRecord(example)))
    throw new AssayError('input_type', 'examples must be a list of objects with a value per feature.', {
      param: 'examples',
    })
  // An example's own feature goes before the context's.
  const whole = examples.map((example: Record<string, unknown>) => ({ ...shared, ...example }))
  return {
    inputs: readInstances(whole, target, 'examples'),
    compose: (answers) => ({
      result: answers.map(({ scores }) => scores.map(({ label, score }) => [label, score])),
    }),
  }
}

const call =
  (step: string, read: (value: unknown, target: ServedVersion) => Call) =>
  async (
    gateway: Gateway,
    request: IncomingMessage,
    { deployment, version }: Asked,
    requestId: string,
  ): Promise<LaneAnswer> => {
    const admitted = await gateway.admit(readProof(request), deployment)
    const target = versionOf(admitted, version)
    const { text, value } = await readJson(request)
    const { inputs, compose } = read(value, target)
    refuseLarge(inputs.length, step === 'classify' ? 'examples' : 'instances')
    return gateway.predict(
      admitted.caller,
      target,
      {
        requestId,
        items: inputs.map((input) => ({ input })),
        compose: (lines, served) => JSON.stringify(compose(lines.map(readAnswer), served)),
      },
      readIdempotency(request, `tensorflow-serving/${deployment}:${step}`, text),
    )
  }

/** `POST /v1/models/{deployment}[/versions/{version}]:predict` */
export const predict = call('predict', readPredict)
/** `POST /v1/models/{deployment}[/versions/{version}]:classify` */
export const classify = call('classify', readClassify)
