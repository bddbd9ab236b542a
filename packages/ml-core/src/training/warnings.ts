import { families } from '../classifiers/families.ts'
import type { Evaluation, Family, LabelSetFigures } from '../schema/index.ts'
import type { TrainModelInput } from './train-model.ts'

/** Rows of a class below which its figures are mostly chance. */
const fewRows = 10
const smallTest = 100

/** What a reader of the report should know before trusting it. */
export function warningsFor(
  input: TrainModelInput,
  test: Evaluation,
  baseline: Evaluation,
  chosen: Family,
): string[] {
  const warnings: string[] = []
  if (test.accuracy <= baseline.accuracy)
    warnings.push(
      'On the test rows the classifier is no more accurate than always giving the most common label.',
    )
  if (input.config.classWeights === 'balanced' && !families[chosen].heedsClassWeights)
    warnings.push('The winning classifier trains without class weights, so that setting has no effect.')
  if (test.rows < smallTest)
    warnings.push(`There are only ${test.rows} test rows: the figures may be off by several points.`)
  const counts = new Int32Array(input.labels.length)
  for (const label of input.train.labels) counts[label]++
  return [...warnings, ...rarityWarnings(input.labels, counts)]
}

/** The same where rows have any number of labels; `counts`: training rows with each. */
export function labelSetWarnings(
  labels: readonly string[],
  counts: Int32Array,
  test: LabelSetFigures,
  baseline: LabelSetFigures,
): string[] {
  const warnings: string[] = []
  if (test.macroF1 <= baseline.macroF1)
    warnings.push('On the test rows the classifier is no better than giving the same labels to every row.')
  if (test.rows < smallTest)
    warnings.push(`There are only ${test.rows} test rows: the figures may be off by several points.`)
  return [...warnings, ...rarityWarnings(labels, counts)]
}

function rarityWarnings(labels: readonly string[], counts: Int32Array): string[] {
  const warnings: string[] = []
  const absent = labels.filter((_, k) => counts[k] === 0)
  if (absent.length > 0)
    warnings.push(`No training row has the label ${quoted(absent)}: it will never be predicted.`)
  const rare = labels.filter((_, k) => counts[k] > 0 && counts[k] < fewRows)
  if (rare.length > 0) warnings.push(`Fewer than ${fewRows} training rows have the label ${quoted(rare)}.`)
  return warnings
}

function quoted(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).map((label) => `“${label}”`)
  return labels.length > 5 ? `${shown.join(', ')} and ${labels.length - 5} more` : shown.join(', ')
}
