import type { LabelSets } from './multi-label/label-sets.ts'
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

interface LabelledRows {
  /** Class index per row, into the `labels` that go with the examples; all 0 where `labelSets` has them. */
  labels: Int32Array
  /** Any number of labels per row, in place of one class. */
  labelSets?: LabelSets
  /** What each row counts when it is learned from: 2 as if it were there twice, 0 not at all. Left out, 1. */
  weights?: Float32Array
}

export interface TextExamples extends LabelledRows {
  kind: 'text'
  texts: string[]
}

export interface TableExamples extends LabelledRows {
  kind: 'table'
  columns: Column[]
}

/** Images of one size: rows × height × width × channels, 0 … 255. */
export interface ImageExamples extends LabelledRows {
  kind: 'image'
  width: number
  height: number
  /** 1 grey, 3 red, green and blue side by side. */
  channels: 1 | 3
  pixels: Uint8Array
}

/** Mono clips of any lengths, one after the other. */
export interface AudioExamples extends LabelledRows {
  kind: 'audio'
  /** Samples a second. */
  rate: number
  /** Signed 16 bits. */
  samples: Int16Array
  /** Rows + 1: where each clip begins, and where the last one ends. */
  offsets: Int32Array
}

export type Examples = TextExamples | TableExamples | ImageExamples | AudioExamples

/** Examples of one kind, by its name. */
export type ExamplesOf<K extends TaskKind> = Extract<Examples, { kind: K }>

/** Bytes of one image. */
export function imageSize({
  width,
  height,
  channels,
}: Pick<ImageExamples, 'width' | 'height' | 'channels'>): number {
  return width * height * channels
}

/** The samples of one clip. */
export function clipAt({ samples, offsets }: AudioExamples, row: number): Int16Array {
  return samples.subarray(offsets[row], offsets[row + 1])
}

/** A cell, with undefined read as missing. */
export function cellAt(column: Column, row: number): CellValue {
  return column.values[row] ?? null
}
