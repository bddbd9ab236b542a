import { AssayError } from '@assay/services/errors'
import { asRecord, refuseUnknownFields } from '../../read-json.ts'

export const maxInputs = 1_000
const fields = new Set(['inputs', 'top_k', 'explain'])

export type PredictRequest = { inputs: unknown[]; topK: number | undefined; explain: boolean }

/** JSON's `1e999` is read as Infinity, which the way to the worker would make null: a missing value. */
const refuseInfinity = (input: unknown, place: string): void => {
  if (typeof input !== 'object' || input === null) return
  for (const [name, value] of Object.entries(input))
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new AssayError('input_not_finite', `${place}: Column "${name}" is not a finite number.`, {
        param: `${place}.${name}`,
      })
}

/** Reads `{"inputs": X | [X, …], "top_k"?, "explain"?}`; each input is checked by the model itself. */
export const readPredictRequest = (value: unknown): PredictRequest => {
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object with the field inputs.')
  refuseUnknownFields(body, fields)
  const { inputs, top_k: topK, explain } = body
  if (inputs === undefined)
    throw new AssayError('invalid_request', 'The field inputs is missing.', { param: 'inputs' })
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs]
  if (list.length === 0)
    throw new AssayError('invalid_request', 'inputs is an empty list: send at least one.', {
      param: 'inputs',
    })
  if (list.length > maxInputs)
    throw new AssayError(
      'batch_too_large',
      `inputs holds ${list.length}; at most ${maxInputs} go into one call. Nothing was predicted or billed.`,
      { param: 'inputs' },
    )
  if (
    topK !== undefined &&
    !(typeof topK === 'number' && Number.isInteger(topK) && topK >= 1 && topK <= 10_000)
  )
    throw new AssayError('invalid_request', 'top_k must be a whole number from 1 to 10,000.', {
      param: 'top_k',
    })
  if (explain !== undefined && typeof explain !== 'boolean')
    throw new AssayError('invalid_request', 'explain must be true or false.', { param: 'explain' })
  list.forEach((input, place) => {
    refuseInfinity(input, list.length === 1 ? 'inputs' : `inputs[${place}]`)
  })
  return { inputs: list, topK: typeof topK === 'number' ? topK : undefined, explain: explain === true }
}
