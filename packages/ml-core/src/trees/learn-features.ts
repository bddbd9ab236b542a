import { type Column, cellAt } from '../examples.ts'
import { cycleMs } from '../table/column-spec.ts'
import { learnColumn } from '../table/learn-columns.ts'
import { binCount, type FeatureSpec, mostBins } from './feature-spec.ts'
import { learnCuts } from './learn-cuts.ts'

/** The features of a column: its value, and for dates the phase of each rhythm that the dates vary in. */
export function learnFeatures(column: Column, at: number): FeatureSpec[] {
  if (column.type === 'category') {
    return keepTelling(column, [{ type: 'category', column: at, categories: frequentCategories(column) }])
  }
  const values = presentNumbers(column)
  const features: FeatureSpec[] = [{ type: 'number', column: at, cycle: null, cuts: learnCuts(values) }]
  const learned = column.type === 'date' ? learnColumn(column) : null
  for (const cycle of learned?.type === 'date' ? learned.cycles : [])
    features.push({
      type: 'number',
      column: at,
      cycle,
      cuts: learnCuts(values.map((value) => phase(value, cycle))),
    })
  return keepTelling(column, features)
}

/** Milliseconds into the cycle; dates before 1970 are dates like others. */
export function phase(value: number, cycle: keyof typeof cycleMs): number {
  const period = cycleMs[cycle]
  return ((value % period) + period) % period
}

/** Leaves out what is the same in every row. */
function keepTelling(column: Column, features: FeatureSpec[]): FeatureSpec[] {
  const missing = column.values.some((value) => value === null || value === undefined)
  return features.filter((feature) => binCount(feature) > (missing ? 0 : 1))
}

/** Most frequent first, equals by their text. */
function frequentCategories({ values }: Column): string[] {
  const numbers = new Map<string, number>()
  const counts: number[] = []
  for (const value of values) {
    if (value === null || value === undefined) continue
    const category = typeof value === 'string' ? value : String(value)
    const number = numbers.get(category)
    if (number === undefined) numbers.set(category, counts.push(1) - 1)
    else counts[number]++
  }
  return [...numbers]
    .sort((a, b) => counts[b[1]] - counts[a[1]] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostBins)
    .map(([category]) => category)
}

function presentNumbers(column: Column): Float64Array {
  const values = new Float64Array(column.values.length)
  let present = 0
  for (let row = 0; row < values.length; row++) {
    const cell = cellAt(column, row)
    if (cell !== null) values[present++] = Number(cell)
  }
  return values.subarray(0, present)
}
