import { type Column, cellAt, clipAt, type Examples, type ImageExamples, imageSize } from '../examples.ts'
import { quantile } from '../metrics/quantile.ts'
import type { Slice } from '../schema/index.ts'
import { scriptOf } from './script-of.ts'

/** Rows told apart by something: a group's name per row, null where the row belongs to none. */
export interface Grouping {
  by: string
  source: Slice['source']
  groups: (string | null)[]
}

const mostValues = 10
const bins = 4

/** Every way in which the rows can be told apart cheaply. */
export function groupingsOf(examples: Examples, context: readonly Column[]): Grouping[] {
  const rows = examples.labels.length
  const own: Grouping[] = []
  if (examples.kind === 'table')
    for (const column of examples.columns) own.push(groupColumn(column, rows, 'column'))
  if (examples.kind === 'text') {
    const lengths = examples.texts.map((text) => text.length)
    own.push({ by: 'Length in characters', source: 'length', groups: inBins(lengths, plainNumber) })
    own.push({ by: 'Script', source: 'script', groups: examples.texts.map(scriptOf) })
  }
  if (examples.kind === 'image') {
    const { means, deviations } = measureLight(examples)
    own.push({ by: 'Brightness', source: 'brightness', groups: inBins(means, plainNumber) })
    own.push({ by: 'Contrast', source: 'contrast', groups: inBins(deviations, plainNumber) })
  }
  if (examples.kind === 'audio') {
    const seconds = Array.from(examples.labels, (_, row) => clipAt(examples, row).length / examples.rate)
    own.push({ by: 'Length in seconds', source: 'length', groups: inBins(seconds, plainNumber) })
  }
  return [...own, ...context.map((column) => groupColumn(column, rows, 'context'))]
}

function groupColumn(column: Column, rows: number, source: 'column' | 'context'): Grouping {
  const cells = Array.from({ length: rows }, (_, row) => cellAt(column, row))
  const numbers = cells.map((cell) => (typeof cell === 'number' ? cell : null))
  const few = new Set(numbers).size <= mostValues
  if (column.type === 'date' || (column.type === 'number' && !few))
    return { by: column.name, source, groups: inBins(numbers, column.type === 'date' ? day : plainNumber) }
  const counts = new Map<string, number>()
  for (const cell of cells) if (cell !== null) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1)
  const frequent = new Set(
    [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, mostValues)
      .map(([value]) => value),
  )
  const groups = cells.map((cell) => {
    if (cell === null) return missing
    return frequent.has(String(cell)) ? String(cell) : null
  })
  return { by: column.name, source, groups }
}

const missing = '(missing)'

/** Quarters of the values; a bin holds its upper edge, null is a group of its own. */
function inBins(values: readonly (number | null)[], show: (value: number) => string): string[] {
  const known = values.filter((value) => value !== null)
  const inner = Array.from({ length: bins - 1 }, (_, at) => quantile(known, (at + 1) / bins))
  const edges = [...new Set(inner)].filter(
    (edge) => edge < known.reduce((most, value) => Math.max(most, value), edge),
  )
  const names = Array.from({ length: edges.length + 1 }, (_, at) => {
    if (edges.length === 0) return 'all'
    if (at === 0) return `≤ ${show(edges[0])}`
    if (at === edges.length) return `> ${show(edges[at - 1])}`
    return `${show(edges[at - 1])} – ${show(edges[at])}`
  })
  return values.map((value) => {
    if (value === null) return missing
    const at = edges.findIndex((edge) => value <= edge)
    return names[at < 0 ? edges.length : at]
  })
}

const plainNumber = (value: number): string => String(Number(value.toPrecision(4)))
const day = (value: number): string => new Date(value).toISOString().slice(0, 10)

/** Mean and standard deviation of each image's bytes. */
function measureLight(images: ImageExamples): { means: number[]; deviations: number[] } {
  const size = imageSize(images)
  const means: number[] = []
  const deviations: number[] = []
  for (let row = 0; row < images.labels.length; row++) {
    let sum = 0
    let squares = 0
    for (let i = row * size; i < (row + 1) * size; i++) {
      sum += images.pixels[i]
      squares += images.pixels[i] ** 2
    }
    means.push(sum / size)
    deviations.push(Math.sqrt(Math.max(0, squares / size - (sum / size) ** 2)))
  }
  return { means, deviations }
}
