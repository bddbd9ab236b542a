import { Random } from '../random.ts'
import type { ConfidenceIntervals } from '../schema/index.ts'
import { quantile } from './quantile.ts'

const level = 0.95
const resamples = 500
/** Expected successes above which the normal curve stands for the binomial. */
const manySuccesses = 30

interface Cell {
  actual: number
  predicted: number
  count: number
}

/**
 * Percentile bootstrap (Efron 1979) of the rows behind `confusion[actual][predicted]`. Rows of a cell are
 * alike, so that a resample is one multinomial draw over the cells, whatever the number of rows. Where every
 * row is right (or wrong) resampling knows no doubt: accuracy then gets Clopper and Pearson's exact bound and
 * macro-F1 none. Null for no rows.
 */
export function confidenceIntervals(confusion: number[][], seed: number): ConfidenceIntervals | null {
  const cells: Cell[] = []
  let rows = 0
  let right = 0
  for (const [actual, row] of confusion.entries())
    for (const [predicted, count] of row.entries()) {
      if (count === 0) continue
      cells.push({ actual, predicted, count })
      rows += count
      if (actual === predicted) right += count
    }
  if (rows === 0) return null
  const random = new Random(seed)
  const accuracies = new Float64Array(resamples)
  const macroF1s = new Float64Array(resamples)
  const drawn = new Float64Array(cells.length)
  for (let round = 0; round < resamples; round++) {
    drawMultinomial(cells, rows, random, drawn)
    const figures = figuresOf(cells, drawn, rows, confusion.length)
    accuracies[round] = figures.accuracy
    macroF1s[round] = figures.macroF1
  }
  const beyond = ((1 - level) / 2) ** (1 / rows)
  const accuracy =
    right === rows
      ? { low: beyond, high: 1 }
      : right === 0
        ? { low: 0, high: 1 - beyond }
        : middle(accuracies)
  return { level, resamples, accuracy, macroF1: right === rows || right === 0 ? null : middle(macroF1s) }
}

function middle(values: Float64Array): { low: number; high: number } {
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) }
}

/** Cell by cell, each a binomial share of the rows that the cells before it have left. */
function drawMultinomial(cells: readonly Cell[], rows: number, random: Random, drawn: Float64Array): void {
  let left = rows
  let weight = rows
  for (const [at, { count }] of cells.entries()) {
    drawn[at] = at + 1 === cells.length ? left : binomial(left, Math.min(1, count / weight), random)
    left -= drawn[at]
    weight -= count
  }
}

function binomial(trials: number, chance: number, random: Random): number {
  if (chance > 0.5) return trials - binomial(trials, 1 - chance, random)
  if (trials === 0 || chance === 0) return 0
  const mean = trials * chance
  if (mean > manySuccesses) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
    const value = Math.round(mean + normal * Math.sqrt(mean * (1 - chance)))
    return Math.min(trials, Math.max(0, value))
  }
  // By inversion: walk up the distribution until it has passed the drawn share.
  let share = random.next()
  let probability = (1 - chance) ** trials
  let value = 0
  while (share > probability && value < trials) {
    share -= probability
    value++
    probability *= ((trials - value + 1) / value) * (chance / (1 - chance))
  }
  return value
}

function figuresOf(cells: readonly Cell[], drawn: Float64Array, rows: number, classes: number) {
  const found = new Float64Array(classes)
  const marked = new Float64Array(classes)
  let right = 0
  for (const [at, { actual, predicted }] of cells.entries()) {
    marked[actual] += drawn[at]
    marked[predicted] += drawn[at]
    if (actual !== predicted) continue
    found[actual] += drawn[at]
    right += drawn[at]
  }
  let total = 0
  let occurring = 0
  for (let k = 0; k < classes; k++) {
    if (marked[k] === 0) continue
    total += (2 * found[k]) / marked[k]
    occurring++
  }
  return { accuracy: right / rows, macroF1: occurring > 0 ? total / occurring : 0 }
}
