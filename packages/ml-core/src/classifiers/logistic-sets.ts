import type { TableExamples } from '../examples.ts'
import { choosePenalty } from '../linear/choose-penalty.ts'
import { fitSoftmaxRegression } from '../linear/softmax-regression.ts'
import type { SparseMatrix } from '../linear/sparse-matrix.ts'
import { countLabels, hasLabel, type LabelSets } from '../multi-label/label-sets.ts'
import type { Pacer } from '../pacing.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'

/** The penalty is chosen for so many of the labels, and the middle one serves all. */
const judges = 3

/**
 * Weights of one logistic regression for each label over the same inputs: (columns + 1) × labels, the last row
 * the biases, saying log-odds.
 */
export async function fitLogisticSets(
  matrix: SparseMatrix,
  { weights: given }: TableExamples,
  sets: LabelSets,
  settings: { classes: number; classWeights: ClassWeights; seed: number; penalty: number | undefined },
  pacer: Pacer,
  report: (fraction: number) => void,
): Promise<Float32Array> {
  const { classes, classWeights, seed } = settings
  const counts = countLabels(sets, classes)
  const problem = (k: number) => {
    const labels = hasLabel(sets, k)
    const rowWeights = rowWeightsFor(classWeights, labels, 2, given)
    return { matrix, labels, classes: 2, ...(rowWeights && { rowWeights }) }
  }
  // Labels that about half of the rows have say most.
  const telling = Array.from(counts.keys()).sort(
    (a, b) => Math.abs(2 * counts[a] - matrix.rows) - Math.abs(2 * counts[b] - matrix.rows),
  )
  const penalties: number[] = []
  if (settings.penalty === undefined)
    for (const k of telling.slice(0, judges)) penalties.push(await choosePenalty(problem(k), seed, pacer))
  const penalty = settings.penalty ?? penalties.sort((a, b) => a - b)[Math.floor(penalties.length / 2)]
  report(0.5)
  const weights = new Float32Array((matrix.columns + 1) * classes)
  for (let k = 0; k < classes; k++) {
    if (counts[k] > 0 && counts[k] < matrix.rows) {
      const fitted = await fitSoftmaxRegression(problem(k), penalty, pacer)
      // One score s stands for −s and s, so that the log-odds are twice as large.
      for (let f = 0; f <= matrix.columns; f++) weights[f * classes + k] = 2 * fitted[f]
    } else
      weights[matrix.columns * classes + k] = Math.log((counts[k] + 0.5) / (matrix.rows - counts[k] + 0.5))
    report(0.5 + (0.5 * (k + 1)) / classes)
  }
  return weights
}
