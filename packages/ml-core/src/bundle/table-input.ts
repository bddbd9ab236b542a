import type { InputProblem } from '../errors.ts'
import type { CellValue, InputColumn, PredictionInput } from '../schema/index.ts'

/** What is wrong with a row that a caller sent; a missing value is null, a missing column an error. */
export function rowProblem(
  input: unknown,
  columns: readonly InputColumn[],
  names: ReadonlySet<string>,
): InputProblem | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return {
      code: 'input_type',
      message: 'The input must be an object with a value per column.',
      param: null,
    }
  // Any object may be read by key; every value is looked at before it is used.
  const row = input as Record<string, unknown>
  for (const name of Object.keys(row))
    if (!names.has(name))
      return { code: 'column_unknown', message: `There is no column "${name}".`, param: name }
  for (const column of columns) {
    const { name } = column
    if (!Object.hasOwn(row, name))
      return {
        code: 'column_missing',
        message: `Column "${name}" is missing; send null for an unknown value.`,
        param: name,
      }
    const problem = cellProblem(row[name], column)
    if (problem !== null) return problem
  }
  return null
}

const wanted = {
  number: 'a number',
  category: 'a text',
  boolean: 'true or false',
  date: 'an ISO 8601 date or milliseconds since 1970',
} as const

function cellProblem(value: unknown, { name, type }: InputColumn): InputProblem | null {
  if (value === null) return null
  if (typeof value === 'number' && !Number.isFinite(value))
    return { code: 'input_not_finite', message: `Column "${name}" is not a finite number.`, param: name }
  if (fits(value, type)) return null
  return { code: 'column_type', message: `Column "${name}" must be ${wanted[type]} or null.`, param: name }
}

function fits(value: unknown, type: InputColumn['type']): boolean {
  switch (type) {
    case 'number':
      return typeof value === 'number'
    case 'category':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    case 'boolean':
      return typeof value === 'boolean'
    case 'date':
      return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)))
  }
}

/** Writes a checked row's cells in column order, dates as milliseconds. */
export function readRow(input: PredictionInput, columns: readonly InputColumn[], cells: CellValue[]): void {
  if (typeof input === 'string' || ArrayBuffer.isView(input)) return
  columns.forEach(({ name, type }, c) => {
    const value = input[name] ?? null
    cells[c] = type === 'date' && typeof value === 'string' ? Date.parse(value) : value
  })
}
