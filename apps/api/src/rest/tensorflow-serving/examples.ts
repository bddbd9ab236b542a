import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import { asRecord } from '../read-json.ts'
import { rowsOfColumns } from '../table-columns.ts'

const refuse = (param: string, message: string): AssayError =>
  new AssayError('input_type', `${param}: ${message}`, { param })

/** Bytes come as `{"b64"}`; of a text they are its UTF-8. */
const readValue = (value: unknown, kind: ServedVersion['kind'], place: string): unknown => {
  const bytes = asRecord(value)?.['b64']
  if (kind === 'text')
    return typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString('utf8') : value
  if (typeof bytes === 'string') return { b64: bytes }
  throw refuse(place, 'must be {"b64": "…"}, the file in base64.')
}

/** One row of a request: a table's columns, or the one input, bare or by its name. */
const readInstance = (value: unknown, { kind }: ServedVersion, place: string): unknown => {
  if (kind === 'table') return value
  const named = asRecord(value)
  if (named && kind in named) return readValue(named[kind], kind, `${place}.${kind}`)
  return readValue(value, kind, place)
}

/** `instances`: a list of rows. */
export const readInstances = (value: unknown, target: ServedVersion, field: string): unknown[] => {
  if (!Array.isArray(value) || value.length === 0) throw refuse(field, 'must be a list of at least one.')
  return value.map((one: unknown, i) => readInstance(one, target, `${field}[${i}]`))
}

/** `inputs`: columns by name, or where there is one input its bare list. */
export const readColumnar = (value: unknown, target: ServedVersion): unknown[] => {
  if (Array.isArray(value) && target.kind !== 'table') return readInstances(value, target, 'inputs')
  const columns = asRecord(value)
  if (!columns) throw refuse('inputs', 'must be an object with a list per input.')
  const rows = rowsOfColumns(columns, 'inputs')
  return rows.map((row, i) => readInstance(row, target, `inputs[${i}]`))
}
