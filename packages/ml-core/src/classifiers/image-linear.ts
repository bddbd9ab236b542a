import { type Examples, type ImageExamples, imageSize } from '../examples.ts'
import { flipInto, ImageFeatures } from '../images/image-features.ts'
import type { DenseMatrix } from '../linear/dense-hinge.ts'
import { fitDenseHead } from '../linear/fit-dense-head.ts'
import { Pacer } from '../pacing.ts'
import { requireImages, requireTwoClasses } from '../training/require-examples.ts'
import { sampleRows } from '../training/sample-rows.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { plainProgress } from './fit-progress.ts'
import { ImageLinearModel } from './image-linear-model.ts'
import { NotFitted } from './not-fitted.ts'

/** Features kept in memory at most: 1.6 GB. Mirrors are left out first, then rows. */
const mostValues = 4e8
/** Rows at most that the temperature is fitted on. */
const calibrationRows = 2000

/** Gradient histograms and colour statistics with one-vs-rest linear support vector machines, calibrated. */
export class ImageLinear implements Classifier {
  readonly family = 'image-linear'
  readonly backend = null
  private readonly seed: number
  private readonly penalty: number | undefined
  private readonly classWeights: ClassWeights
  private model: ImageLinearModel | null = null

  constructor(parameters: { seed: number; penalty?: number | undefined; classWeights?: ClassWeights }) {
    this.seed = parameters.seed
    this.penalty = parameters.penalty
    this.classWeights = parameters.classWeights ?? 'none'
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const images = requireImages(train, classes)
    requireTwoClasses(images.labels)
    const validation = options.validation && requireImages(options.validation, classes)
    const pacer = new Pacer(options.now, options.signal)
    const report = (fraction: number) => options.onProgress?.(plainProgress(fraction))
    const features = new ImageFeatures(images)
    const most = Math.max(1, Math.floor(mostValues / features.size))
    const rows = sampleRows(images.labels.length, most, this.seed)
    const mirrored = rows.length * 2 <= most
    const matrix = await describe(features, images, rows, mirrored, pacer, (done) => report(0.3 * done))
    const held = validation?.labels.length
      ? await describe(
          features,
          validation,
          sampleRows(validation.labels.length, calibrationRows, this.seed),
          false,
          pacer,
          () => {},
        )
      : null
    const head = await fitDenseHead(
      matrix,
      classes,
      {
        seed: this.seed,
        penalty: this.penalty,
        originals: rows.length,
        validation: held,
        rowWeights: rowWeightsFor(this.classWeights, matrix.labels, classes),
      },
      pacer,
      (fraction) => report(0.3 + 0.7 * fraction),
    )
    this.model = new ImageLinearModel(features, head)
    report(1)
  }

  predictProba(examples: Examples): Float32Array {
    const model = this.fitted()
    const images = requireImages(examples, model.classes)
    const size = imageSize(images)
    const out = new Float32Array(images.labels.length * model.classes)
    for (let row = 0; row < images.labels.length; row++)
      model.predictInto(images.pixels.subarray(row * size, (row + 1) * size), out, row * model.classes)
    return out
  }

  fitted(): ImageLinearModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}

/** Features of the rows; mirrored, of each seen in a mirror after all of them. */
async function describe(
  features: ImageFeatures,
  images: ImageExamples,
  rows: Int32Array,
  mirrored: boolean,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<DenseMatrix> {
  const columns = features.size
  const size = imageSize(images)
  const count = rows.length * (mirrored ? 2 : 1)
  const values = new Float32Array(count * columns)
  const labels = new Int32Array(count)
  const mirror = new Uint8Array(size)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]
    features.write(images.pixels, row * size, values, at * columns)
    labels[at] = images.labels[row]
    if (mirrored) {
      flipInto(images.pixels, row * size, images, mirror)
      features.write(mirror, 0, values, (rows.length + at) * columns)
      labels[rows.length + at] = images.labels[row]
    }
    if (pacer.due) {
      await pacer.breathe()
      onProgress(at / rows.length)
    }
  }
  return { rows: count, columns, values, labels }
}
