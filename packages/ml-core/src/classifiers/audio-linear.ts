import { ClipFeatures } from '../audio/clip-features.ts'
import { type AudioExamples, clipAt, type Examples } from '../examples.ts'
import type { DenseMatrix } from '../linear/dense-hinge.ts'
import { fitDenseHead } from '../linear/fit-dense-head.ts'
import { FourierFeatures } from '../linear/fourier-features.ts'
import { Pacer } from '../pacing.ts'
import { requireClips, requireTwoClasses } from '../training/require-examples.ts'
import { sampleRows } from '../training/sample-rows.ts'
import { AudioLinearModel } from './audio-linear-model.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { plainProgress } from './fit-progress.ts'
import { NotFitted } from './not-fitted.ts'

/** Rows learned from at most: their features take 0.8 GB. */
const mostRows = 100_000
/** A kernel machine hardly minds how much the loss counts: one for clear data, one for noisy. */
const penalties = [0.1, 0.01]
/** Rows at most that the temperature is fitted on. */
const calibrationRows = 2000

/**
 * Pooled log-mel spectrograms with one-vs-rest support vector machines, linear in random Fourier features
 * and so nearly those of a Gaussian kernel; calibrated.
 */
export class AudioLinear implements Classifier {
  readonly family = 'audio-linear'
  readonly backend = null
  private readonly seed: number
  private readonly penalty: number | undefined
  private readonly classWeights: ClassWeights
  private model: AudioLinearModel | null = null

  constructor(parameters: { seed: number; penalty?: number | undefined; classWeights?: ClassWeights }) {
    this.seed = parameters.seed
    this.penalty = parameters.penalty
    this.classWeights = parameters.classWeights ?? 'none'
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const clips = requireClips(train, classes)
    requireTwoClasses(clips.labels)
    const validation = options.validation && requireClips(options.validation, classes)
    const pacer = new Pacer(options.now, options.signal)
    const report = (fraction: number) => options.onProgress?.(plainProgress(fraction))
    const features = new ClipFeatures(clips.rate)
    const rows = sampleRows(clips.labels.length, mostRows, this.seed)
    const pooled = await describe(features, clips, rows, pacer, (done) => report(0.4 * done))
    const fourier = FourierFeatures.learn(pooled, this.seed)
    const matrix = await project(fourier, pooled, pacer)
    const held = validation?.labels.length
      ? await project(
          fourier,
          await describe(
            features,
            validation,
            sampleRows(validation.labels.length, calibrationRows, this.seed),
            pacer,
            () => {},
          ),
          pacer,
        )
      : null
    const head = await fitDenseHead(
      matrix,
      classes,
      {
        seed: this.seed,
        penalty: this.penalty,
        penalties,
        originals: rows.length,
        validation: held,
        rowWeights: rowWeightsFor(this.classWeights, matrix.labels, classes),
      },
      pacer,
      (fraction) => report(0.4 + 0.6 * fraction),
    )
    this.model = new AudioLinearModel(features, fourier, head)
    report(1)
  }

  predictProba(examples: Examples): Float32Array {
    const model = this.fitted()
    const clips = requireClips(examples, model.classes)
    const out = new Float32Array(clips.labels.length * model.classes)
    for (let row = 0; row < clips.labels.length; row++)
      model.predictInto(clipAt(clips, row), out, row * model.classes)
    return out
  }

  fitted(): AudioLinearModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}

async function describe(
  features: ClipFeatures,
  clips: AudioExamples,
  rows: Int32Array,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<DenseMatrix> {
  const columns = features.size
  const values = new Float32Array(rows.length * columns)
  for (let at = 0; at < rows.length; at++) {
    features.write(features.hear(clipAt(clips, rows[at])), values, at * columns)
    if (pacer.due) {
      await pacer.breathe()
      onProgress(at / rows.length)
    }
  }
  return { rows: rows.length, columns, values, labels: Int32Array.from(rows, (row) => clips.labels[row]) }
}

async function project(fourier: FourierFeatures, matrix: DenseMatrix, pacer: Pacer): Promise<DenseMatrix> {
  const { rows, columns, labels } = matrix
  const values = new Float32Array(rows * fourier.size)
  for (let row = 0; row < rows; row++) {
    fourier.write(matrix.values, row * columns, values, row * fourier.size)
    if (pacer.due) await pacer.breathe()
  }
  return { rows, columns: fourier.size, values, labels }
}
