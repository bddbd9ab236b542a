import { fitInverseTemperature } from '../calibration/temperature.ts'
import type { Examples } from '../examples.ts'
import { choosePenalty } from '../linear/choose-penalty.ts'
import { fitSoftmaxRegression, linearScores } from '../linear/softmax-regression.ts'
import type { SparseMatrix } from '../linear/sparse-matrix.ts'
import { Pacer } from '../pacing.ts'
import { openSentenceEncoder, type SentenceEncoder } from '../sentences/sentence-encoder.ts'
import { requireTexts, requireTwoClasses } from '../training/require-examples.ts'
import { withoutWeightless } from '../training/select-rows.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { plainProgress } from './fit-progress.ts'
import { NotFitted } from './not-fitted.ts'
import { SentenceModel } from './sentence-model.ts'

/** Texts embedded between two looks at the clock. */
const stretch = 64
/** Vectors of length one have tiny entries: at this scale the penalties that are tried surround the best ones. */
const featureScale = 8
/** Fewer held rows than this say less about the temperature than the fit itself does. */
const leastCalibrationRows = 100

export interface SentenceParameters {
  seed: number
  /** None, unless told. */
  classWeights?: ClassWeights
}

/**
 * Transfer: regularised logistic regression over the vectors of a pretrained English sentence encoder. Ahead of
 * n-grams where there are only some dozens of examples, behind them where there are thousands.
 */
export class SentenceClassifier implements Classifier {
  readonly family = 'sentence-encoder'
  readonly backend = null
  private readonly seed: number
  private readonly classWeights: ClassWeights
  private model: SentenceModel | null = null

  constructor(parameters: SentenceParameters) {
    this.seed = parameters.seed
    this.classWeights = parameters.classWeights ?? 'none'
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const { texts, labels, weights: given } = withoutWeightless(requireTexts(train, classes))
    requireTwoClasses(labels)
    const pacer = new Pacer(options.now, options.signal)
    const encoder = await openSentenceEncoder()
    const matrix = await embedAll(encoder, texts, pacer, (done) =>
      options.onProgress?.(plainProgress(0.7 * done)),
    )
    const rowWeights = rowWeightsFor(this.classWeights, labels, classes, given)
    const learned = { matrix, labels, classes, ...(rowWeights && { rowWeights }) }
    const penalty = await choosePenalty(learned, this.seed, pacer)
    options.onProgress?.(plainProgress(0.9))
    const weights = Float32Array.from(await fitSoftmaxRegression(learned, penalty, pacer))
    const beta = await this.calibrate(encoder, weights, classes, options.validation, pacer)
    const scale = encoder.size * (classes === 2 ? 1 : classes)
    for (let i = 0; i < scale; i++) weights[i] *= featureScale
    this.model = new SentenceModel(encoder, weights, classes, beta)
    options.onProgress?.(plainProgress(1))
  }

  async predictProba(examples: Examples): Promise<Float32Array> {
    const model = this.fitted()
    const { texts } = requireTexts(examples, model.classes)
    const out = new Float32Array(texts.length * model.classes)
    await model.predictMany(texts, out)
    return out
  }

  fitted(): SentenceModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }

  private async calibrate(
    encoder: SentenceEncoder,
    weights: Float32Array,
    classes: number,
    validation: Examples | undefined,
    pacer: Pacer,
  ): Promise<number> {
    if (validation === undefined || validation.labels.length < leastCalibrationRows) return 1
    const { texts, labels } = requireTexts(validation, classes)
    const outputs = classes === 2 ? 1 : classes
    const matrix = await embedAll(encoder, texts, pacer, () => {})
    return fitInverseTemperature(linearScores(matrix, weights, outputs), labels, outputs)
  }
}

/** Every text's vector as a full row. */
async function embedAll(
  encoder: SentenceEncoder,
  texts: readonly string[],
  pacer: Pacer,
  onProgress: (done: number) => void,
): Promise<SparseMatrix> {
  const rows = texts.length
  const columns = encoder.size
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row += stretch) {
    const vectors = await encoder.embed(texts.slice(row, row + stretch))
    values.set(
      vectors.map((value) => value * featureScale),
      row * columns,
    )
    await pacer.breathe()
    onProgress(Math.min(1, (row + stretch) / rows))
  }
  return {
    rows,
    columns,
    values,
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * columns),
    indices: Int32Array.from({ length: rows * columns }, (_, at) => at % columns),
  }
}
