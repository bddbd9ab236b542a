import { fitInverseTemperature } from '../calibration/temperature.ts'
import type { Examples, TextExamples } from '../examples.ts'
import { fitSquaredHinge } from '../linear/squared-hinge.ts'
import { Pacer } from '../pacing.ts'
import { Random, range } from '../random.ts'
import { countCorpus } from '../text/corpus.ts'
import { type NgramRecipe, planNgrams } from '../text/plan-ngrams.ts'
import { predictTexts } from '../text/predict-texts.ts'
import { weighCorpus } from '../text/tfidf-vectoriser.ts'
import { chooseWeighting, type Weighting, weighFeatures } from '../text/weighting.ts'
import { requireTexts, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { compactModel } from './compact-sparse-linear.ts'
import { plainProgress } from './fit-progress.ts'
import { NotFitted } from './not-fitted.ts'
import type { SparseLinearModel } from './sparse-linear-model.ts'
import { fitSparseLinearSets } from './sparse-linear-sets.ts'

export interface SparseLinearParameters {
  seed: number
  /** Penalty C of the squared hinge loss. */
  penalty?: number
  /** Left out, the texts decide. */
  ngrams?: NgramRecipe | undefined
  /** Left out, a trial on some of the training rows decides. */
  weighting?: Weighting | undefined
  /** None, unless told. */
  classWeights?: ClassWeights
}

/** Rows at most that the temperature is fitted on. */
const calibrationRows = 2000

/**
 * N-gram TF-IDF and one-vs-rest linear support vector machines, with one fitted temperature: on the
 * validation examples, or without them on a tenth of the training examples, scored by weights that have
 * unlearned them.
 */
export class SparseLinear implements Classifier {
  readonly family = 'sparse-linear'
  readonly backend = null
  private readonly parameters: SparseLinearParameters
  private model: SparseLinearModel | null = null

  constructor(parameters: SparseLinearParameters) {
    this.parameters = parameters
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const { seed, penalty = 1, ngrams, classWeights = 'none' } = this.parameters
    const classes = options.labels.length
    const examples = withoutWeightless(requireTexts(train, classes))
    const { texts, labels, labelSets, weights: given } = examples
    requireTwoClasses(labels, labelSets)
    const validation = options.validation && requireTexts(options.validation, classes)
    const pacer = new Pacer(options.now, options.signal)
    if (labelSets) {
      const held = validation?.texts.length ? new Int32Array(0) : heldRows(texts.length, seed)
      const settings = {
        classes,
        penalty,
        ngrams,
        seed,
        classWeights,
        held,
        ...(validation && { validation }),
      }
      this.model = await fitSparseLinearSets(examples, labelSets, settings, pacer, (fraction) =>
        options.onProgress?.(plainProgress(fraction)),
      )
      return
    }
    const report = (from: number, to: number) => (fraction: number) =>
      options.onProgress?.(plainProgress(from + (to - from) * fraction))

    const corpus = await countCorpus(texts, planNgrams(texts, ngrams), classes, pacer, report(0, 0.3))
    const weighting =
      this.parameters.weighting ?? (await chooseWeighting(corpus, labels, classes, seed, pacer))
    const featureWeights = weighFeatures(weighting, corpus, labels, classes)
    const matrix = await weighCorpus(corpus, featureWeights, corpus.keys, corpus.plan, pacer)
    await pacer.breathe()
    const held = validation?.texts.length ? new Int32Array(0) : heldRows(texts.length, seed)
    const rowWeights = rowWeightsFor(classWeights, labels, classes, given)
    const { weights, outputs, heldScores } = await fitSquaredHinge(
      matrix,
      labels,
      classes,
      {
        penalty,
        seed,
        rounds: 2,
        activeSweeps: 3,
        held,
        ...(rowWeights && { rowWeights }),
      },
      pacer,
      report(0.35, 0.95),
    )
    const model = compactModel(corpus, featureWeights, weights, classes)
    const beta = validation?.texts.length
      ? calibrate(model, validation, outputs)
      : fitInverseTemperature(
          heldScores,
          gather(labels, held),
          outputs,
          3,
          given && Float32Array.from(held, (row) => given[row]),
        )
    this.model = model.withInverseTemperature(beta)
    options.onProgress?.(plainProgress(1))
  }

  predictProba(examples: Examples): Float32Array {
    return predictTexts(this.fitted(), examples)
  }

  fitted(): SparseLinearModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}

function heldRows(rows: number, seed: number): Int32Array {
  const order = range(rows)
  new Random(seed).shuffle(order)
  return order.subarray(0, Math.min(calibrationRows, Math.floor(rows / 10))).sort()
}

function gather(labels: Int32Array, rows: Int32Array): Int32Array {
  return Int32Array.from(rows, (row) => labels[row])
}

function calibrate(model: SparseLinearModel, validation: TextExamples, outputs: number): number {
  const rows = Math.min(calibrationRows, validation.texts.length)
  const scores = new Float32Array(rows * outputs)
  for (let row = 0; row < rows; row++) scores.set(model.score(validation.texts[row]), row * outputs)
  const weights = validation.weights?.subarray(0, rows)
  return fitInverseTemperature(scores, validation.labels.subarray(0, rows), outputs, 3, weights)
}
