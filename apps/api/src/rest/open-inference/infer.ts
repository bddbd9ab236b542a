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
import { rowsOfColumns } from '../table-columns.ts'
import { readIdempotency } from '../v1/predict/handler.ts'
import { inputTensors, outputTensors, readTensor, type TensorInfo } from './tensors.ts'

const fields = new Set(['id', 'parameters', 'inputs', 'outputs'])

type InferRequest = { id: string | undefined; inputs: unknown[]; outputs: TensorInfo[] }

/** Truth values sent as numbers and the like are read as the column wants them. */
const asColumn = (values: unknown[], datatype: string): unknown[] =>
  datatype === 'BOOL' ? values.map((value) => (value === 1 ? true : value === 0 ? false : value)) : values

const readInputs = (value: unknown, target: ServedVersion): unknown[] => {
  const wanted = inputTensors(target)
  const names = wanted.map(({ name }) => `"${name}"`).join(', ')
  if (!Array.isArray(value) || value.length === 0)
    throw new AssayError('invalid_request', `inputs must be a list of the tensors ${names}.`, {
      param: 'inputs',
    })
  const columns = new Map<string, unknown[]>()
  value.forEach((one: unknown, i) => {
    const place = `inputs[${i}]`
    const { name, values } = readTensor(one, place)
    const expected = wanted.find((tensor) => tensor.name === name)
    if (!expected)
      throw new AssayError(
        'column_unknown',
        `${place}: There is no input "${name}". The inputs are ${names}.`,
        {
          param: `${place}.name`,
        },
      )
    if (columns.has(name))
      throw new AssayError('invalid_request', `${place}: "${name}" is given twice.`, {
        param: `${place}.name`,
      })
    columns.set(name, asColumn(values, expected.datatype))
  })
  const rows = rowsOfColumns(Object.fromEntries(columns), 'inputs')
  refuseLarge(rows.length, 'inputs')
  if (target.kind === 'table') return rows
  return rows.map((row) => (target.kind === 'text' ? row['text'] : { b64: row[target.kind] }))
}

const readOutputs = (value: unknown, target: ServedVersion): TensorInfo[] => {
  const all = outputTensors(target)
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return all
  if (!Array.isArray(value))
    throw new AssayError('invalid_request', 'outputs must be a list.', { param: 'outputs' })
  return value.map((one: unknown, i) => {
    const name = asRecord(one)?.['name']
    const found = all.find((tensor) => tensor.name === name)
    if (found) return found
    throw new AssayError(
      'invalid_request',
      `outputs[${i}]: There is no such output. The outputs are ${all.map((tensor) => tensor.name).join(', ')}.`,
      { param: `outputs[${i}].name` },
    )
  })
}

const readRequest = (value: unknown, target: ServedVersion): InferRequest => {
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object with the field inputs.')
  refuseUnknownFields(body, fields)
  const { id } = body
  if (id !== undefined && typeof id !== 'string')
    throw new AssayError('invalid_request', 'id must be a text.', { param: 'id' })
  return {
    id,
    inputs: readInputs(body['inputs'], target),
    outputs: readOutputs(body['outputs'], target),
  }
}

const valuesOf = (name: string, answers: Answer[], labels: string[]): unknown[] => {
  switch (name) {
    case 'label':
      return answers.map(({ label }) => label ?? '')
    case 'score':
      return answers.map(({ score }) => score)
    case 'probabilities':
      return answers.flatMap(({ scores }) => inLabelOrder(scores, labels))
    case 'answered':
      return answers.flatMap(({ answered }) => labels.map((label) => answered.has(label)))
    case 'abstained':
      return answers.map(({ label }) => label === null)
    default:
      return labels
  }
}

/** `POST /v2/models/{deployment}[/versions/{version}]/infer` */
export const infer = async (
  gateway: Gateway,
  request: IncomingMessage,
  asked: { deployment: string; version: string | undefined },
  requestId: string,
): Promise<LaneAnswer> => {
  const admitted = await gateway.admit(readProof(request), asked.deployment)
  const target = versionOf(admitted, asked.version)
  if (request.headers['inference-header-content-length'] !== undefined)
    throw new AssayError(
      'unsupported_media_type',
      'Binary tensors are not taken here: send the data as JSON (binary_data=False).',
      { param: 'inference-header-content-length' },
    )
  const { text, value } = await readJson(request)
  const { id, inputs, outputs } = readRequest(value, target)
  return gateway.predict(
    admitted.caller,
    target,
    {
      requestId,
      items: inputs.map((input) => ({ input })),
      compose: (lines, served) => {
        const answers = lines.map(readAnswer)
        return JSON.stringify({
          model_name: target.deploymentId,
          model_version: String(served.versionNumber),
          ...(id === undefined ? {} : { id }),
          outputs: outputs.map(({ name, datatype, shape }) => ({
            name,
            datatype,
            shape: shape.map((size) => (size < 0 ? answers.length : size)),
            data: valuesOf(name, answers, served.labels),
          })),
        })
      },
    },
    readIdempotency(request, `open-inference/${asked.deployment}`, text),
  )
}
