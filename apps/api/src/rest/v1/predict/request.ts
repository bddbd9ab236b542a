import { AssayError } from '@assay/services/errors'
import { readEndUser } from '../../../gateway/end-user.ts'
import { asRecord, refuseUnknownFields } from '../../read-json.ts'
import { refuseLarge } from '../../refuse-large.ts'

const fields = new Set(['inputs', 'top_k', 'explain', 'end_user', 'version'])

export type PredictRequest = {
  inputs: unknown[]
  topK: number | undefined
  explain: boolean
  endUserId: string | null
  /** `live`, `canary`, a number or an id; absent: whichever the caller is given. */
  version: string | number | undefined
}

/** JSON's `1e999` is read as Infinity, which the way to the worker would make null: a missing value. */
const refuseInfinity = (input: unknown, place: string): void => {
  if (typeof input !== 'object' || input === null) return
  for (const [name, value] of Object.entries(input))
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new AssayError('input_not_finite', `${place}: Column "${name}" is not a finite number.`, {
        param: `${place}.${name}`,
      })
}

/** Reads `?top_k=3&explain=true&end_user=…&version=…`, the settings of a call whose body is a file. */
export const readPredictQuery = (query: string): Omit<PredictRequest, 'inputs'> => {
  const settings = new URLSearchParams(query)
  for (const name of settings.keys())
    if (name === 'inputs' || !fields.has(name))
      throw new AssayError('invalid_request', `Unknown query parameter ${name}.`, { param: name })
  const topK = settings.get('top_k')
  const explain = settings.get('explain')
  if (explain !== null && explain !== 'true' && explain !== 'false') throw notTrueOrFalse()
  return {
    topK: topK === null ? undefined : requireTopK(/^\d{1,5}$/.test(topK) ? Number(topK) : null),
    explain: explain === 'true',
    endUserId: readEndUser(settings.get('end_user') ?? undefined, 'end_user'),
    version: readVersion(settings.get('version') ?? undefined),
  }
}

const requireTopK = (topK: unknown): number => {
  if (typeof topK === 'number' && Number.isInteger(topK) && topK >= 1 && topK <= 10_000) return topK
  throw new AssayError('invalid_request', 'top_k must be a whole number from 1 to 10,000.', {
    param: 'top_k',
  })
}

const readVersion = (value: unknown): string | number | undefined => {
  const isText = typeof value === 'string' && value.length >= 1 && value.length <= 64
  if (value === undefined || isText || (typeof value === 'number' && Number.isInteger(value))) return value
  throw new AssayError('invalid_request', 'version must be "live", "canary", a version’s number or its id.', {
    param: 'version',
  })
}

const notTrueOrFalse = (): AssayError =>
  new AssayError('invalid_request', 'explain must be true or false.', { param: 'explain' })

/** Reads `{"inputs": X | [X, …], "top_k"?, "explain"?, "end_user"?, "version"?}`; each input is checked by the model itself. */
export const readPredictRequest = (value: unknown): PredictRequest => {
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object with the field inputs.')
  refuseUnknownFields(body, fields)
  const { inputs, top_k: topK, explain, end_user: endUser, version } = body
  if (inputs === undefined)
    throw new AssayError('invalid_request', 'The field inputs is missing.', { param: 'inputs' })
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs]
  if (list.length === 0)
    throw new AssayError('invalid_request', 'inputs is an empty list: send at least one.', {
      param: 'inputs',
    })
  refuseLarge(list.length, 'inputs')
  const shown = topK === undefined ? undefined : requireTopK(topK)
  if (explain !== undefined && typeof explain !== 'boolean') throw notTrueOrFalse()
  list.forEach((input, place) => {
    refuseInfinity(input, list.length === 1 ? 'inputs' : `inputs[${place}]`)
  })
  return {
    inputs: list,
    topK: shown,
    explain: explain === true,
    endUserId: readEndUser(endUser, 'end_user'),
    version: readVersion(version),
  }
}
