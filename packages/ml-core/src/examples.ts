import type { CellValue, TaskKind } from './schema/index.ts'

/**
 * One column of a table, `values` in row order; null is a missing value. Dates are milliseconds since
 * 1970 UTC, booleans are booleans, numbers finite, categories strings (numbers are read as their text).
 */
export interface Column {
  name: string
  type: 'number' | 'category' | 'boolean' | 'date'
  values: CellValue[]
}

export interface TextExamples {
  kind: 'text'
  texts: string[]
  /** Class index per row, into the `labels` that go with the examples. */
  labels: Int32Array
}

export interface TableExamples {
  kind: 'table'
  columns: Column[]
  labels: Int32Array
}

export type Examples = TextExamples | TableExamples

/** Examples of one kind, by its name. */
export type ExamplesOf<K extends TaskKind> = Extract<Examples, { kind: K }>

/** A cell, with undefined read as missing. */
export function cellAt(column: Column, row: number): CellValue {
  return column.values[row] ?? null
}
