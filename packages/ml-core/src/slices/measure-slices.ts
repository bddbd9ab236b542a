import type { Column, Examples } from '../examples.ts'
import { evaluate } from '../metrics/evaluation.ts'
import { mostProbable } from '../metrics/probability.ts'
import { wilsonInterval } from '../metrics/proportion.ts'
import type { Pacer } from '../pacing.ts'
import type { Slice } from '../schema/index.ts'
import { fisherExact, holmAdjusted } from './fisher-exact.ts'
import { type Grouping, groupingsOf } from './groupings.ts'

/** Rows below which a slice says nothing. */
const fewestRows = 10
const mostGroupings = 60
const mostSlices = 200
/** Classes up to which outcomes are kept per class, and up to which slices are measured at all. */
const mostOutcomes = 20
const mostClasses = 200

export interface SlicedInput {
  /** Rows × classes. */
  probabilities: Float32Array
  examples: Examples
  labels: readonly string[]
  /** Columns that the classifier does not read, a value per row. */
  context: readonly Column[]
}

/**
 * How well groups of rows are answered, the surely worst first: by the upper end of the interval of their
 * accuracy. Whether a group differs from the other rows is tested exactly, and adjusted for the number of
 * groups looked at, because among many some look bad by chance.
 */
export async function measureSlices(input: SlicedInput, pacer: Pacer): Promise<Slice[]> {
  const { probabilities, examples, labels, context } = input
  const classes = labels.length
  if (classes > mostClasses) return []
  const actual = examples.labels
  const right = mostProbable(probabilities, classes).map((k, row) => (k === actual[row] ? 1 : 0))
  const allRight = right.reduce((sum, one) => sum + one, 0)
  const slices: Slice[] = []
  for (const grouping of groupingsOf(examples, context).slice(0, mostGroupings)) {
    const groups = membersOf(grouping)
    // A group that is everything tells nothing apart.
    if (groups.size < 2 || slices.length + groups.size > mostSlices) continue
    for (const [value, rows] of groups) {
      if (rows.length < fewestRows) continue
      const found = rows.reduce((sum, row) => sum + right[row], 0)
      const p = fisherExact(
        found,
        rows.length - found,
        allRight - found,
        actual.length - rows.length - (allRight - found),
      )
      slices.push({ ...describe(input, rows), by: grouping.by, source: grouping.source, value, adjustedP: p })
      if (pacer.due) await pacer.breathe()
    }
  }
  const adjusted = holmAdjusted(slices.map(({ adjustedP }) => adjustedP))
  return slices
    .map((slice, at) => ({ ...slice, adjustedP: adjusted[at] }))
    .sort((a, b) => a.accuracyInterval.high - b.accuracyInterval.high || a.accuracy - b.accuracy)
}

function membersOf({ groups }: Grouping): Map<string, number[]> {
  const members = new Map<string, number[]>()
  groups.forEach((group, row) => {
    if (group === null) return
    const rows = members.get(group)
    if (rows) rows.push(row)
    else members.set(group, [row])
  })
  return members
}

function describe(
  { probabilities, examples, labels }: SlicedInput,
  rows: readonly number[],
): Omit<Slice, 'by' | 'source' | 'value' | 'adjustedP'> {
  const classes = labels.length
  const own = new Float32Array(rows.length * classes)
  rows.forEach((row, at) => {
    own.set(probabilities.subarray(row * classes, (row + 1) * classes), at * classes)
  })
  const actual = Int32Array.from(rows, (row) => examples.labels[row])
  const { accuracy, macroF1, ece, perClass, confusion } = evaluate(own, actual, labels)
  const outcomes = perClass.map(({ support }, k) => {
    const tp = confusion[k][k]
    return { tp, fp: confusion.reduce((sum, row) => sum + row[k], 0) - tp, fn: support - tp }
  })
  return {
    rows: rows.length,
    accuracy,
    accuracyInterval: wilsonInterval(Math.round(accuracy * rows.length), rows.length),
    macroF1,
    ece,
    outcomes: classes <= mostOutcomes ? outcomes : [],
  }
}
