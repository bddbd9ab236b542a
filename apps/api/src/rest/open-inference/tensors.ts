import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import { asRecord } from '../read-json.ts'

export type TensorInfo = { name: string; datatype: string; shape: number[] }

const datatypes = { number: 'FP64', boolean: 'BOOL', category: 'BYTES', date: 'BYTES' } as const

/** What a deployment takes: texts, images (base64) and sounds (base64) as one tensor, tables as one per column. */
export const inputTensors = ({ kind, columns }: ServedVersion): TensorInfo[] =>
  kind === 'table'
    ? columns.map(({ name, type }) => ({ name, datatype: datatypes[type], shape: [-1] }))
    : [{ name: kind, datatype: 'BYTES', shape: [-1] }]

/** What it answers; `classes` names the columns of `probabilities`. */
export const outputTensors = ({ labels, multiLabel, policy }: ServedVersion): TensorInfo[] => [
  { name: 'label', datatype: 'BYTES', shape: [-1] },
  { name: 'score', datatype: 'FP64', shape: [-1] },
  { name: 'probabilities', datatype: 'FP64', shape: [-1, labels.length] },
  { name: 'classes', datatype: 'BYTES', shape: [labels.length] },
  ...(multiLabel ? [{ name: 'answered', datatype: 'BOOL', shape: [-1, labels.length] }] : []),
  ...(policy && !multiLabel ? [{ name: 'abstained', datatype: 'BOOL', shape: [-1] }] : []),
]

const numeric = /^(U?INT(8|16|32|64)|FP(16|32|64)|BF16)$/
const isOfType = (value: unknown, datatype: string): boolean => {
  if (value === null) return true
  if (datatype === 'BYTES') return typeof value === 'string'
  if (datatype === 'BOOL') return typeof value === 'boolean' || value === 0 || value === 1
  return typeof value === 'number'
}

const refuse = (param: string, message: string): AssayError =>
  new AssayError('input_type', `${param}: ${message}`, { param })

/** Values in row-major order, whether they came flat or nested. */
const flatten = (data: unknown[]): unknown[] => (data.some(Array.isArray) ? data.flat(Infinity) : data)

/**
 * Reads one tensor of a request: n values, of the shape [n] or [n, 1].
 * Throws `input_type` and `input_not_finite`, naming the tensor's place.
 */
export const readTensor = (value: unknown, place: string): { name: string; values: unknown[] } => {
  const tensor = asRecord(value)
  if (!tensor) throw refuse(place, 'must be an object with name, shape, datatype and data.')
  const { name, shape, datatype, data } = tensor
  if (typeof name !== 'string') throw refuse(`${place}.name`, 'must be a text.')
  if (
    typeof datatype !== 'string' ||
    !(datatype === 'BYTES' || datatype === 'BOOL' || numeric.test(datatype))
  )
    throw refuse(`${place}.datatype`, 'must be BYTES, BOOL or a type of numbers such as FP64.')
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0))
    throw refuse(`${place}.shape`, 'must be a list of whole numbers.')
  if (!Array.isArray(data))
    throw refuse(`${place}.data`, 'must be a list; binary tensors are not taken here.')
  const values = flatten(data)
  const [rows = 0, ...rest] = shape as number[]
  if (rest.some((size) => size !== 1))
    throw refuse(`${place}.shape`, 'must be [n] or [n, 1]: one value per row.')
  if (values.length !== rows)
    throw refuse(`${place}.shape`, `says ${rows} values, but data holds ${values.length}.`)
  const wrong = values.findIndex((each) => !isOfType(each, datatype))
  if (wrong >= 0) throw refuse(`${place}.data[${wrong}]`, `is not of the datatype ${datatype}.`)
  const infinite = values.findIndex((each) => typeof each === 'number' && !Number.isFinite(each))
  if (infinite >= 0)
    throw new AssayError('input_not_finite', `${place}.data[${infinite}] is not a finite number.`, {
      param: `${place}.data[${infinite}]`,
    })
  return { name, values }
}
