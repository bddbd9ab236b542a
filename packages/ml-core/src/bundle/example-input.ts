import { encodeWav } from '../audio/encode-wav.ts'
import {
  type AudioExamples,
  type Column,
  cellAt,
  clipAt,
  type Examples,
  type ImageExamples,
  imageSize,
  type TableExamples,
} from '../examples.ts'
import { encodePng } from '../images/encode-png.ts'
import { quantile } from '../metrics/quantile.ts'
import type { CellValue, InputColumn, Manifest, PredictionInput, TableRow } from '../schema/index.ts'
import { rankCategories } from '../table/learn-columns.ts'
import { toBase64 } from './binary.ts'

const mostCategories = 100
const handyText = 200
const handySeconds = 1

/** A row of the data as a model takes it; dates as ISO 8601. */
export function inputAt(examples: Examples, row: number): PredictionInput {
  if (examples.kind === 'text') return examples.texts[row]
  if (examples.kind === 'image') return imageAt(examples, row)
  if (examples.kind === 'audio') return clipAt(examples, row)
  return tableRowAt(examples, row)
}

function tableRowAt(examples: TableExamples, row: number): TableRow {
  const input: TableRow = {}
  for (const column of examples.columns) input[column.name] = asSent(cellAt(column, row), column.type)
  return input
}

function imageAt(examples: ImageExamples, row: number): Uint8Array {
  const size = imageSize(examples)
  return examples.pixels.subarray(row * size, (row + 1) * size)
}

/** A real input that shows well: a text that is not too long, a row with few missing values; an image or a sound as a file. */
export function exampleInput(examples: Examples): Manifest['example'] {
  if (examples.kind === 'image') return { b64: toBase64(encodePng(imageAt(examples, 0), examples)) }
  if (examples.kind === 'audio') return { b64: toBase64(encodeWav(handyClip(examples), examples.rate)) }
  const looked = Math.min(200, examples.labels.length)
  let best = 0
  let bestCost = Number.POSITIVE_INFINITY
  for (let row = 0; row < looked; row++) {
    const cost =
      examples.kind === 'text'
        ? Math.abs(examples.texts[row].length - handyText / 2)
        : examples.columns.filter((column) => cellAt(column, row) === null).length
    if (cost < bestCost) {
      best = row
      bestCost = cost
    }
  }
  if (examples.kind === 'text') return examples.texts[best].slice(0, 2 * handyText)
  return tableRowAt(examples, best)
}

/** The clip whose length is nearest to a second, and not more than two of its seconds. */
function handyClip(clips: AudioExamples): Int16Array {
  let best = clipAt(clips, 0)
  const cost = (clip: Int16Array) => Math.abs(clip.length / clips.rate - handySeconds)
  for (let row = 1; row < Math.min(200, clips.labels.length); row++)
    if (cost(clipAt(clips, row)) < cost(best)) best = clipAt(clips, row)
  return best.subarray(0, 2 * handySeconds * clips.rate)
}

/** The columns as the manifest describes them to callers. */
export function describeColumns(columns: readonly Column[]): InputColumn[] {
  return columns.map((column) => {
    const present = column.values.filter((value) => value !== null && value !== undefined)
    const ranked = rankCategories(present.map(String))
    return {
      name: column.name,
      type: column.type,
      categories:
        column.type === 'category' ? ranked.slice(0, mostCategories).map(([category]) => category) : [],
      example: typicalValue(column.type, present, ranked[0]?.[0] ?? null),
    }
  })
}

function typicalValue(type: Column['type'], present: CellValue[], commonest: string | null): CellValue {
  if (present.length === 0) return null
  switch (type) {
    case 'category':
      return commonest
    case 'boolean':
      return commonest === 'true'
    case 'number':
      return nearestTo(quantile(present.map(Number), 0.5), present)
    case 'date':
      return asSent(nearestTo(quantile(present.map(Number), 0.5), present), 'date')
  }
}

function nearestTo(target: number, values: readonly CellValue[]): number {
  let best = Number(values[0])
  for (const value of values)
    if (Math.abs(Number(value) - target) < Math.abs(best - target)) best = Number(value)
  return best
}

function asSent(value: CellValue, type: Column['type']): CellValue {
  return type === 'date' && typeof value === 'number' ? new Date(value).toISOString() : value
}
