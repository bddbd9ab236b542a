import { setImmediate } from 'node:timers/promises'
import { jsonBytes } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
import type { PortableModel } from '../export/portable-model.ts'
import { type PixelScale, putPixels } from '../images/cnn/augment.ts'
import { type CnnHeader, readCnn } from '../images/cnn/cnn-header.ts'
import { CnnNet } from '../images/cnn/cnn-net.ts'
import { planCnn } from '../images/cnn/plan.ts'
import { pictureInputs, portableCnn } from '../images/cnn/portable-cnn.ts'
import { writeCnn } from '../images/cnn/write-cnn.ts'
import type { ImageShape } from '../images/image-features.ts'
import { occlusions } from '../images/occlude-image.ts'
import { type Weights, weightFiles } from '../nets/weights.ts'
import { type OnnxSession, openSession } from '../onnx/onnx-runtime.ts'
import type { Attribution } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import type { EngineModel } from './model.ts'

/** Pictures of one run of the engine: between two, others get their turn. */
const together = 16

/** A convolutional net over pixels, ready to answer: in ONNX Runtime where that is installed, else on typed arrays. */
export class ImageCnnModel implements EngineModel<Uint8Array> {
  readonly family = 'image-cnn'
  private readonly header: CnnHeader
  private readonly weights: Weights
  private readonly net: CnnNet
  private readonly session: OnnxSession | null

  private constructor(header: CnnHeader, weights: Weights, session: OnnxSession | null) {
    this.header = header
    this.weights = weights
    this.net = new CnnNet(planCnn(header), weights, header.classes)
    this.session = session
  }

  /** `engine` false keeps to typed arrays. */
  static async open(header: CnnHeader, weights: Weights, engine = true): Promise<ImageCnnModel> {
    const session = engine
      ? await openSession(writeCnn(planCnn(header), header, weights, header.classes))
      : null
    return new ImageCnnModel(header, weights, session)
  }

  static load(files: BundleFiles): Promise<ImageCnnModel> {
    const { header, weights } = readCnn(files)
    return ImageCnnModel.open(header, weights)
  }

  get shape(): ImageShape {
    return this.header
  }

  get classes(): number {
    return this.header.classes
  }

  get bytes(): number {
    const own = Object.values(this.weights).reduce((sum, values) => sum + values.byteLength, 0)
    return this.session === null ? own : 3 * own
  }

  async predictMany(inputs: readonly Uint8Array[], out: Float32Array): Promise<void> {
    const { classes, inverseTemperature } = this.header
    const scores = await this.score(inputs)
    inputs.forEach((_, i) => {
      const own = scores.subarray(i * classes, (i + 1) * classes)
      softmaxInto(own, classes, inverseTemperature, out, i * classes)
    })
  }

  /** What the label's log odds over the next likely one lose when a part of the picture is blotted out. */
  async explain(pixels: Uint8Array, label: number): Promise<Attribution[]> {
    const { copies, attribute } = occlusions(pixels, this.header)
    return attribute(await this.margins(copies, label))
  }

  /** The label's log odds over the next likely one, of each picture. */
  async margins(inputs: readonly Uint8Array[], label: number): Promise<number[]> {
    const { classes, inverseTemperature } = this.header
    const scores = await this.score(inputs)
    return inputs.map((_, i) => {
      const own = scores.subarray(i * classes, (i + 1) * classes)
      const others = own.filter((_, k) => k !== label)
      return inverseTemperature * (own[label] - Math.max(...others))
    })
  }

  portable(): PortableModel<Uint8Array> {
    const { header, weights } = this
    const { width, height, channels, mean, scale } = header
    return {
      net: portableCnn(header, weights),
      link: 'softmax',
      featurizer: { kind: 'scaled-pixels', width, height, channels, mean, scale },
      files: {},
      encode: (pixels) => pictureInputs(pixels, header),
    }
  }

  save(): BundleFiles {
    return { 'model.json': jsonBytes(this.header), ...weightFiles(this.weights) }
  }

  dispose(): void {
    // Nothing depends on when the engine lets go, and it cannot fail in a way that anyone could mend.
    this.session?.dispose().catch(() => {})
  }

  /** Scores, inputs × classes. */
  private async score(inputs: readonly Uint8Array[]): Promise<Float32Array> {
    const { header, net, session } = this
    const { width, height, channels, classes } = header
    const size = width * height * channels
    const scores = new Float32Array(inputs.length * classes)
    for (let from = 0; from < inputs.length; from += together) {
      const some = inputs.slice(from, from + together)
      const numbers = toNumbers(some, size, header)
      if (session !== null) {
        const shape = [some.length, height, width, channels]
        scores.set((await session.run({ inputs: { values: numbers, shape } }))['scores'], from * classes)
        continue
      }
      for (let i = 0; i < some.length; i++) {
        scores.set(net.forward(numbers.subarray(i * size, (i + 1) * size)), (from + i) * classes)
        if (i > 0) await setImmediate()
      }
    }
    return scores
  }
}

function toNumbers(pictures: readonly Uint8Array[], size: number, scale: PixelScale): Float32Array {
  const numbers = new Float32Array(pictures.length * size)
  pictures.forEach((picture, i) => {
    putPixels(picture, 0, size, scale, numbers, i * size)
  })
  return numbers
}
