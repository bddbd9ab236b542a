import { type Examples, imageSize } from '../examples.ts'
import type { DenseMatrix } from '../linear/dense-hinge.ts'
import { fitDenseHead } from '../linear/fit-dense-head.ts'
import { Pacer } from '../pacing.ts'
import { type ExtractedFeatures, extractFeatures } from '../pretrained/extract-features.ts'
import { openImageExtractor } from '../pretrained/image-extractor.ts'
import { requireImages, requireTwoClasses } from '../training/require-examples.ts'
import { sampleRows } from '../training/sample-rows.ts'
import { type ClassWeights, rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { plainProgress } from './fit-progress.ts'
import { ImageTransferModel } from './image-transfer-model.ts'
import { NotFitted } from './not-fitted.ts'

/** Pictures learned from at most, and learned from in the mirror, too: each takes the net some milliseconds. */
const mostRows = 20_000
const mostMirrored = 6000
/** Squared length of a row of features, on average: where the penalties that the head tries do best. */
const squaredLength = 9
/** Share of the work that is looking at the pictures. */
const looking = 0.9

/** What a net pretrained on photographs sees, with one-vs-rest linear support vector machines, calibrated. */
export class ImageTransfer implements Classifier {
  readonly family = 'image-transfer'
  readonly backend = null
  private readonly seed: number
  private readonly classWeights: ClassWeights
  private model: ImageTransferModel | null = null

  constructor(parameters: { seed: number; classWeights?: ClassWeights }) {
    this.seed = parameters.seed
    this.classWeights = parameters.classWeights ?? 'none'
  }

  /** Throws `PretrainedMissing` where the net or ONNX Runtime is not installed, too. */
  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const images = requireImages(train, classes)
    requireTwoClasses(images.labels)
    const pacer = new Pacer(options.now, options.signal)
    const extractor = await openImageExtractor()
    const report = (fraction: number) => options.onProgress?.(plainProgress(fraction))
    const rows = sampleRows(images.labels.length, mostRows, this.seed)
    const mirrored = rows.length <= mostMirrored
    const extracted = await extractFeatures(extractor, images, rows, mirrored, {
      pacer,
      checkpoint: options.checkpoint,
      onProgress: (fraction) => report(looking * fraction),
    })
    const scales = scalesOf(extracted, rows.length)
    const labels = Int32Array.from(
      { length: extracted.rows },
      (_, at) => images.labels[rows[at % rows.length]],
    )
    const matrix = scaled(extracted, scales, labels)
    const head = await fitDenseHead(
      matrix,
      classes,
      {
        seed: this.seed,
        originals: rows.length,
        validation: null,
        rowWeights: rowWeightsFor(this.classWeights, labels, classes),
      },
      pacer,
      (fraction) => report(looking + (1 - looking) * fraction),
    )
    const { width, height, channels } = images
    this.model = new ImageTransferModel(extractor, { width, height, channels }, scales, head)
    report(1)
  }

  async predictProba(examples: Examples): Promise<Float32Array> {
    const model = this.fitted()
    const images = requireImages(examples, model.classes)
    const size = imageSize(images)
    const pictures = Array.from(images.labels, (_, row) =>
      images.pixels.subarray(row * size, (row + 1) * size),
    )
    const out = new Float32Array(pictures.length * model.classes)
    await model.predictMany(pictures, out)
    return out
  }

  save(): BundleFiles {
    return this.fitted().save()
  }

  private fitted(): ImageTransferModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }
}

/** By which each layer's features are to be multiplied for all layers to vary alike. */
function scalesOf({ values, layers, columns }: ExtractedFeatures, rows: number): number[] {
  let first = 0
  return layers.map((channels) => {
    let variance = 0
    for (let j = first; j < first + channels; j++) {
      let sum = 0
      let squares = 0
      for (let row = 0; row < rows; row++) {
        const value = values[row * columns + j]
        sum += value
        squares += value * value
      }
      variance += squares / rows - (sum / rows) ** 2
    }
    first += channels
    return Math.sqrt(squaredLength / layers.length / Math.max(variance, 1e-9))
  })
}

function scaled(
  { values, layers, rows, columns }: ExtractedFeatures,
  scales: readonly number[],
  labels: Int32Array,
): DenseMatrix {
  let first = 0
  layers.forEach((channels, layer) => {
    for (let row = 0; row < rows; row++)
      for (let j = first; j < first + channels; j++) values[row * columns + j] *= scales[layer]
    first += channels
  })
  return { rows, columns, values, labels }
}
