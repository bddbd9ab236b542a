import { readAnswers } from '../decisions/read-answers.ts'
import type { Examples } from '../examples.ts'
import type { CellValue, DriftFeature, DriftReference, TrainingReport } from '../schema/index.ts'
import { type Described, describedFeatures, describeExample } from './features.ts'
import { Vocabulary } from './vocabulary.ts'

/** Quantile bins: fine enough for a Kolmogorov–Smirnov distance to within a twentieth. */
const numberBins = 20
const categoryBins = 20
/** More known values than this are not listed, and then nothing is an unknown one. */
const mostKnown = 1_000
const longestValue = 100
const mostFeatures = 200
const mostRows = 20_000
export const confidenceBins = 10

/** Rows spread evenly over all, the same whenever asked. */
const spread = (rows: number): number[] => {
  const step = Math.max(1, rows / mostRows)
  const places: number[] = []
  for (let at = 0; Math.floor(at) < rows; at += step) places.push(Math.floor(at))
  return places
}

const quantileEdges = (sorted: Float64Array): number[] => {
  const edges: number[] = []
  for (let bin = 1; bin < numberBins; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / numberBins)] ?? 0
    // Values that many rows share would make bins into which nothing can fall.
    if (edge > (edges.at(-1) ?? sorted[0] ?? edge)) edges.push(edge)
  }
  return edges
}

/** The bin of a number: `bin` holds what is at least `edges[bin - 1]` and below `edges[bin]`. */
export const binOf = (edges: readonly number[], value: number): number => {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value >= (edges[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}

/** A category's value as its bin is named. */
export const nameOf = (value: CellValue): string => String(value).slice(0, longestValue)

const numberFeature = (name: string, values: CellValue[]): DriftFeature => {
  const known = Float64Array.from(values.filter((value) => typeof value === 'number')).sort()
  const edges = quantileEdges(known)
  const counts = new Array<number>(edges.length + 1).fill(0)
  let sum = 0
  for (const value of known) {
    counts[binOf(edges, value)]! += 1
    sum += value
  }
  return {
    type: 'number',
    name,
    edges,
    low: known[0] ?? 0,
    high: known.at(-1) ?? 0,
    counts,
    missing: values.length - known.length,
    mean: known.length > 0 ? sum / known.length : 0,
  }
}

const categoryFeature = (name: string, values: CellValue[]): DriftFeature => {
  const seen = new Map<string, number>()
  let missing = 0
  for (const value of values) {
    if (value === null) missing++
    else seen.set(nameOf(value), (seen.get(nameOf(value)) ?? 0) + 1)
  }
  const sorted = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const binned = sorted.slice(0, categoryBins)
  const rest = sorted.slice(categoryBins)
  return {
    type: 'category',
    name,
    values: binned.map(([value]) => value),
    others: sorted.length > mostKnown ? null : rest.map(([value]) => value),
    counts: [...binned.map(([, count]) => count), rest.reduce((sum, [, count]) => sum + count, 0)],
    missing,
  }
}

/** How often each label was answered on the test split, and last how often none. */
const answersOf = (
  { labels, answers }: Pick<TrainingReport, 'labels' | 'answers'>,
  test: Examples,
): Pick<DriftReference, 'answers' | 'confidence'> => {
  const counts = new Array<number>(labels.length + 1).fill(0)
  const probabilities = answers ? readAnswers(answers, labels.length) : null
  if (answers && probabilities) {
    const confidence = new Array<number>(confidenceBins).fill(0)
    for (let row = 0; row < answers.rows; row++) {
      const own = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
      const best = own.reduce((top, p, label) => (p > (own[top] ?? 0) ? label : top), 0)
      counts[best]! += 1
      confidence[Math.min(confidenceBins - 1, Math.floor((own[best] ?? 0) * confidenceBins))]! += 1
    }
    return { answers: counts, confidence }
  }
  // Of several labels a row no answers are kept: what was right stands in for what was answered.
  if (test.labelSets) for (const label of test.labelSets.labels) counts[label]! += 1
  else for (const label of test.labels) counts[label]! += 1
  return { answers: counts, confidence: null }
}

/**
 * What live inputs are later compared with: the training rows in bins, the answers on the test split, and of texts
 * which words there were. The share of new words is the test split's, as the training's own words are all known.
 */
export function makeReference(of: {
  train: Examples
  test: Examples
  report: Pick<TrainingReport, 'labels' | 'answers'>
}): DriftReference {
  const { train, test, report } = of
  const vocabulary = train.kind === 'text' ? Vocabulary.of(train.texts) : new Vocabulary(12)
  const describe = (examples: Examples): Described[] =>
    spread(examples.labels.length).map((row) => describeExample(examples, row, vocabulary))
  const rows = describe(train)
  const unseen = train.kind === 'text' ? describe(test) : rows
  const named =
    train.kind === 'table'
      ? train.columns.slice(0, mostFeatures).map(({ name, type }) => ({
          name,
          type: type === 'number' || type === 'date' ? 'number' : 'category',
        }))
      : describedFeatures[train.kind]
  return {
    kind: train.kind,
    rows: rows.length,
    features: named.map(({ name, type }) => {
      const values = (name === 'new words' ? unseen : rows).map((row) => row[name] ?? null)
      return type === 'number' ? numberFeature(name, values) : categoryFeature(name, values)
    }),
    labels: report.labels,
    ...answersOf(report, test),
    vocabulary: train.kind === 'text' ? vocabulary.write() : null,
  }
}
