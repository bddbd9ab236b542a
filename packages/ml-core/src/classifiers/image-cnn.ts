import type { Scalar } from '@tensorflow/tfjs'
import { fitInverseTemperature } from '../calibration/temperature.ts'
import { type Examples, type ImageExamples, imageSize } from '../examples.ts'
import {
  type Augment,
  type PixelScale,
  pixelScaleOf,
  putAugmented,
  putPixels,
} from '../images/cnn/augment.ts'
import { cnnLogits } from '../images/cnn/graph.ts'
import { type CnnPlan, cnnShapes, planCnn } from '../images/cnn/plan.ts'
import { mirrorsHelp } from '../images/mirrors-help.ts'
import type { NetParameters } from '../nets/fit-dense-net.ts'
import { fitGraphNet, type GraphTask } from '../nets/fit-graph-net.ts'
import { figuresOfScores } from '../nets/net-figures.ts'
import { selectBackend } from '../nets/select-backend.ts'
import type { Tensorflow } from '../nets/tensorflow.ts'
import { initialWeights, type Weights } from '../nets/weights.ts'
import { Pacer } from '../pacing.ts'
import { range } from '../random.ts'
import type { BackendName } from '../schema/index.ts'
import { requireImages, requireTwoClasses } from '../training/require-examples.ts'
import { rowWeightsFor } from './class-weights.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { ImageCnnModel } from './image-cnn-model.ts'
import { NotFitted } from './not-fitted.ts'

/** Rows at the most of one step: their activations are all in memory at once. */
const mostOfBatch = 64
/** Epochs without better figures: at a high rate, before the cosine falls, they waver. */
const patience = 6

/** A convolutional net trained from scratch on augmented pictures, on tensorflow.js. */
export class ImageCnn implements Classifier {
  readonly family = 'image-cnn'
  backend: BackendName | null = null
  private readonly parameters: NetParameters
  private readonly augment: Augment | null
  private model: ImageCnnModel | null = null

  /** `augment` is for pictures of which mirror images are none. */
  constructor(parameters: NetParameters, augment: Augment | null = null) {
    this.augment = augment
    const batchSize = Math.min(mostOfBatch, parameters.batchSize)
    this.parameters = { schedule: 'cosine', patience, ...parameters, batchSize }
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const { parameters } = this
    const classes = options.labels.length
    const images = requireImages(train, classes)
    requireTwoClasses(images.labels)
    const held = options.validation?.labels.length ? requireImages(options.validation, classes) : null
    const pacer = new Pacer(options.now, options.signal)
    const { width, height, channels } = images
    const net: Pixels = {
      plan: planCnn(images),
      scale: pixelScaleOf(images.pixels, channels),
      classes,
      augment: this.augment ?? augmentWith(await mirrorsHelp(images, classes, parameters.seed, pacer)),
    }
    const only = { only: parameters.backend, now: options.now }
    const score = async (weights: Weights, examples: ImageExamples) =>
      scoreAll((await selectBackend('convolution', only)).tf, net, weights, examples, pacer)
    const task = cnnTask(net, images, parameters)
    if (held !== null)
      task.measure = async (weights) => figuresOfScores(await score(weights, held), held.labels, classes)
    const { weights, backend } = await fitGraphNet(task, parameters, options)
    const inverseTemperature =
      held === null ? 1 : fitInverseTemperature(await score(weights, held), held.labels, classes)
    this.backend = backend
    this.model = await ImageCnnModel.open(
      { width, height, channels, ...net.scale, classes, inverseTemperature },
      weights,
    )
  }

  async predictProba(examples: Examples): Promise<Float32Array> {
    const model = this.fitted()
    const { classes } = model
    const images = requireImages(examples, classes)
    const size = imageSize(images)
    const out = new Float32Array(images.labels.length * classes)
    const pictures = Array.from(images.labels, (_, row) =>
      images.pixels.subarray(row * size, (row + 1) * size),
    )
    await model.predictMany(pictures, out)
    return out
  }

  fitted(): ImageCnnModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}

/** How a net reads pictures. */
interface Pixels {
  plan: CnnPlan
  scale: PixelScale
  classes: number
  augment: Augment
}

function augmentWith(mirrored: boolean): Augment {
  return (pixels, from, shape, scale, random, out, at) =>
    putAugmented(pixels, from, shape, scale, mirrored, random, out, at)
}

function cnnTask(net: Pixels, images: ImageExamples, { batchSize, classWeights }: NetParameters): GraphTask {
  const { plan, scale, classes, augment } = net
  const { labels, pixels } = images
  const size = imageSize(images)
  const shapes = cnnShapes(plan, classes)
  const rowWeights = rowWeightsFor(classWeights ?? 'none', labels, classes, images.weights)
  return {
    work: 'convolution',
    rows: labels.length,
    shapes,
    initial: (random) => initialWeights(shapes, random),
    batches(random) {
      const order = range(labels.length)
      random.shuffle(order)
      const batches = Math.ceil(order.length / batchSize)
      return Array.from({ length: batches }, (_, b) => order.subarray(b * batchSize, (b + 1) * batchSize))
    },
    loss(tf, weights, rows, random): Scalar {
      const inputs = new Float32Array(rows.length * size)
      const wanted = new Float32Array(rows.length * classes)
      rows.forEach((row, at) => {
        augment(pixels, row * size, images, scale, random, inputs, at * size)
        wanted[at * classes + labels[row]] = rowWeights?.[row] ?? 1
      })
      const logits = cnnLogits(tf, plan, weights, images, inputs, random)
      const own = tf.mul(tf.logSoftmax(logits), tf.tensor2d(wanted, [rows.length, classes]))
      return tf.div(tf.sum(own), -rows.length).asScalar()
    },
    measure: null,
  }
}

/** Scores, rows × classes. */
async function scoreAll(
  tf: Tensorflow,
  { plan, scale, classes }: Pixels,
  weights: Weights,
  images: ImageExamples,
  pacer: Pacer,
): Promise<Float32Array> {
  const size = imageSize(images)
  const rows = images.labels.length
  const scores = new Float32Array(rows * classes)
  const shapes = Object.entries(cnnShapes(plan, classes))
  const uploaded = Object.fromEntries(
    // A copy each: some backends keep the array itself.
    shapes.map(([name, shape]) => [name, tf.tensor(weights[name].slice(), [...shape])]),
  )
  try {
    for (let from = 0; from < rows; from += mostOfBatch) {
      const count = Math.min(mostOfBatch, rows - from)
      const inputs = new Float32Array(count * size)
      putPixels(images.pixels, from * size, count * size, scale, inputs, 0)
      const logits = tf.tidy(() => cnnLogits(tf, plan, uploaded, images, inputs, null))
      scores.set(await logits.data(), from * classes)
      logits.dispose()
      if (pacer.due) await pacer.breathe()
    }
  } finally {
    tf.dispose(Object.values(uploaded))
  }
  return scores
}
