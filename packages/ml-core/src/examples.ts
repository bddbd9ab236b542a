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

/** Images of one size: rows × height × width × channels, 0 … 255. */
export interface ImageExamples {
  kind: 'image'
  width: number
  height: number
  /** 1 grey, 3 red, green and blue side by side. */
  channels: 1 | 3
  pixels: Uint8Array
  labels: Int32Array
}

export type Examples = TextExamples | TableExamples | ImageExamples

/** Examples of one kind, by its name. */
export type ExamplesOf<K extends TaskKind> = Extract<Examples, { kind: K }>

/** Bytes of one image. */
export function imageSize({
  width,
  height,
  channels,
}: Omit<ImageExamples, 'kind' | 'pixels' | 'labels'>): number {
  return width * height * channels
}

/** A cell, with undefined read as missing. */
export function cellAt(column: Column, row: number): CellValue {
  return column.values[row] ?? null
}
