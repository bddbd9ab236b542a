import { fitSigmoids, foldSigmoids } from '../calibration/platt.ts'
import type { TextExamples } from '../examples.ts'
import { fitSquaredHinge } from '../linear/squared-hinge.ts'
import { hasLabel, indicatorMatrix, type LabelSets, selectSets } from '../multi-label/label-sets.ts'
import type { Pacer } from '../pacing.ts'
import { range } from '../random.ts'
import { countCorpus, inverseDocumentFrequency } from '../text/corpus.ts'
import { type NgramRecipe, planNgrams } from '../text/plan-ngrams.ts'
import { weighCorpus } from '../text/tfidf-vectoriser.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import { compactModel } from './compact-sparse-linear.ts'
import type { SparseLinearModel } from './sparse-linear-model.ts'

export interface SparseLinearSetsSettings {
  classes: number
  penalty: number
  ngrams: NgramRecipe | undefined
  seed: number
  classWeights: ClassWeights
  /** Rows to calibrate on; left out, `held` training rows, scored by weights that have unlearned them. */
  validation?: TextExamples
  held: Int32Array
}

/** Rows at most that the sigmoids are fitted on. */
const calibrationRows = 5000

/**
 * One linear support vector machine for each label over the same n-grams (binary relevance), each calibrated by
 * a sigmoid of its own.
 */
export async function fitSparseLinearSets(
  { texts, weights: given }: TextExamples,
  sets: LabelSets,
  { classes, penalty, ngrams, seed, classWeights, validation, held }: SparseLinearSetsSettings,
  pacer: Pacer,
  report: (fraction: number) => void,
): Promise<SparseLinearModel> {
  const corpus = await countCorpus(texts, planNgrams(texts, ngrams), classes, pacer, (done) =>
    report(0.3 * done),
  )
  const featureWeights = inverseDocumentFrequency(corpus)
  const matrix = await weighCorpus(corpus, featureWeights, corpus.keys, corpus.plan, pacer)
  const weights = new Float32Array((matrix.columns + 1) * classes)
  const heldScores = new Float32Array(held.length * classes)
  for (let k = 0; k < classes; k++) {
    const labels = hasLabel(sets, k)
    const rowWeights = rowWeightsFor(classWeights, labels, 2, given)
    const options = { penalty, seed, rounds: 2, activeSweeps: 3, held, ...(rowWeights && { rowWeights }) }
    const fitted = await fitSquaredHinge(matrix, labels, 2, options, pacer, (done) =>
      report(0.3 + (0.65 * (k + done)) / classes),
    )
    for (let f = 0; f <= matrix.columns; f++) weights[f * classes + k] = fitted.weights[f]
    for (let at = 0; at < held.length; at++) heldScores[at * classes + k] = fitted.heldScores[at]
  }
  const raw = compactModel(corpus, featureWeights, weights, classes, 'sigmoid')
  const scored =
    validation?.labelSets && validation.texts.length > 0
      ? scoreValidation(raw, validation, validation.labelSets, classes)
      : {
          scores: heldScores,
          answers: indicatorMatrix(selectSets(sets, held), classes),
          weights: given && Float32Array.from(held, (row) => given[row]),
        }
  foldSigmoids(weights, fitSigmoids(scored.scores, scored.answers, classes, scored.weights))
  return compactModel(corpus, featureWeights, weights, classes, 'sigmoid')
}

function scoreValidation(
  model: SparseLinearModel,
  { texts, weights }: TextExamples,
  sets: LabelSets,
  classes: number,
): { scores: Float32Array; answers: Uint8Array; weights: Float32Array | undefined } {
  const rows = range(Math.min(calibrationRows, texts.length))
  const scores = new Float32Array(rows.length * classes)
  for (const row of rows) scores.set(model.score(texts[row]), row * classes)
  return {
    scores,
    answers: indicatorMatrix(selectSets(sets, rows), classes),
    weights: weights?.subarray(0, rows.length),
  }
}
