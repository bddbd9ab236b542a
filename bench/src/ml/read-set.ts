import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Column, Examples } from '@assay/ml-core'
import { readCsv } from './csv.ts'
import { isMedia, readMedia } from './media.ts'

/** A data set with a fixed split; `labels` are the classes of its training rows, sorted. */
export interface LabelledSet {
  labels: string[]
  train: Examples
  test: Examples
}

/** Reads a folder of texts (`text,label`), of a table (its last column the label), or of prepared media. */
export function readSet(folder: string): LabelledSet {
  if (isMedia(folder)) return readMedia(folder)
  const [header = [], ...learned] = readCsv(folder, 'train')
  const [, ...asked] = readCsv(folder, 'test')
  const labels = [...new Set(learned.map(labelOf))].sort()
  const numbers = new Map(labels.map((label, k) => [label, k]))
  const areNumbers = header.slice(0, -1).map((_, c) => learned.every((row) => isNumber(row[c] ?? '')))
  const split = (rows: string[][]): Examples => {
    // A label that no training row has can only be missed: -1 is nobody's prediction.
    const own = { labels: Int32Array.from(rows, (row) => numbers.get(labelOf(row)) ?? -1) }
    if (isText(areNumbers)) return { kind: 'text', texts: rows.map(([text = '']) => text), ...own }
    const columns = areNumbers.map(
      (number, c): Column => ({
        name: header[c] ?? `column ${c + 1}`,
        type: number ? 'number' : 'category',
        values: rows.map((row) => (row[c] ? (number ? Number(row[c]) : row[c]) : null)),
      }),
    )
    return { kind: 'table', columns, ...own }
  }
  return { labels, train: split(learned), test: split(asked) }
}

/** What lies in a folder of data sets under this name; null where nothing does. */
export function kindOf(folder: string): 'text' | 'table' | 'zip' | null {
  if (existsSync(join(folder, 'data.zip'))) return 'zip'
  if (!existsSync(join(folder, 'train.csv')) && !existsSync(join(folder, 'train.csv.gz'))) return null
  const [header = [], ...rows] = readCsv(folder, 'train')
  return isText(header.slice(0, -1).map((_, c) => rows.every((row) => isNumber(row[c] ?? ''))))
    ? 'text'
    : 'table'
}

function isText(areNumbers: boolean[]): boolean {
  return areNumbers.length === 1 && areNumbers[0] === false
}

function isNumber(value: string): boolean {
  return value === '' || Number.isFinite(Number(value))
}

function labelOf(row: string[]): string {
  return row.at(-1) ?? ''
}
