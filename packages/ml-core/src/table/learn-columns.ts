import type { Column } from '../examples.ts'
import { type ColumnSpec, cycleMs } from './column-spec.ts'

/** Categories that get an input of their own. */
const mostCategories = 128
/** A category seen less often than this says too little about the label. */
const leastSeen = 3

/** Learns how a column becomes numbers. */
export function learnColumn(column: Column): ColumnSpec {
  const present = column.values.filter((value) => value !== null && value !== undefined)
  const missing = present.length < column.values.length
  const { name } = column
  switch (column.type) {
    case 'number':
      return { type: 'number', name, missing, ...standardisation(Float64Array.from(present, Number)) }
    case 'date':
      return learnDate(name, missing, Float64Array.from(present, Number))
    case 'boolean':
      return { type: 'boolean', name, missing }
    case 'category':
      return learnCategory(name, missing, present.map(String))
  }
}

function learnDate(name: string, missing: boolean, values: Float64Array): ColumnSpec {
  const distinct = new Set(values)
  const varies = (period: number): boolean => {
    let first: number | null = null
    for (const value of distinct) {
      const phase = ((value % period) + period) % period
      if (first === null) first = phase
      else if (Math.abs(phase - first) > period / 1000) return true
    }
    return false
  }
  const cycles = (['day', 'week', 'year'] as const).filter((cycle) => varies(cycleMs[cycle]))
  return { type: 'date', name, missing, ...standardisation(values), cycles }
}

function learnCategory(name: string, missing: boolean, values: string[]): ColumnSpec {
  const ranked = rankCategories(values)
  const least = values.length < 100 ? 1 : leastSeen
  const frequent = ranked.filter(([, count]) => count >= least).slice(0, mostCategories)
  return {
    type: 'category',
    name,
    missing,
    categories: frequent.map(([category]) => category),
    other: frequent.length < ranked.length,
  }
}

/** Categories and their counts, most frequent first, equals by their text. */
export function rankCategories(values: readonly string[]): [category: string, count: number][] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

interface Standardisation {
  mean: number
  /** Standard deviation, or 1 where all values are equal. */
  scale: number
}

function standardisation(values: Float64Array): Standardisation {
  const n = Math.max(1, values.length)
  let mean = 0
  for (const value of values) mean += value / n
  let variance = 0
  for (const value of values) variance += (value - mean) ** 2 / n
  const scale = Math.sqrt(variance)
  return { mean, scale: scale > Math.abs(mean) * 1e-12 && scale > 0 ? scale : 1 }
}
