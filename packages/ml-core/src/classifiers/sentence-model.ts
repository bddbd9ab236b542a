import { z } from 'zod'
import { arrayBytes, jsonBytes, readFloats, readJson } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
import { PretrainedMissing } from '../pretrained/pretrained.ts'
import type { Attribution } from '../schema/index.ts'
import {
  openSentenceEncoder,
  type SentenceEncoder,
  sentenceEncoderName,
} from '../sentences/sentence-encoder.ts'
import type { BundleFiles } from './classifier.ts'
import type { EngineModel } from './model.ts'

/** Words that an explanation looks at. */
const explainedWords = 64

const headerSchema = z.object({
  /** Not in the bundle: all models share it. */
  extractor: z.object({ name: z.literal(sentenceEncoderName), sha256: z.string() }),
  classes: z.int().min(2),
  inverseTemperature: z.number().positive(),
})

/** Logistic regression over the vectors of a sentence encoder that many models share. */
export class SentenceModel implements EngineModel<string> {
  readonly family = 'sentence-encoder'
  readonly classes: number
  private readonly encoder: SentenceEncoder
  /** (vector size + 1) × outputs, the last row the biases; two classes share one output. */
  private readonly weights: Float32Array
  private readonly inverseTemperature: number

  constructor(encoder: SentenceEncoder, weights: Float32Array, classes: number, inverseTemperature: number) {
    this.encoder = encoder
    this.weights = weights
    this.classes = classes
    this.inverseTemperature = inverseTemperature
  }

  /** Throws `PretrainedMissing` where the encoder that it was trained with is not there, `ArtifactCorrupt`. */
  static async load(files: BundleFiles): Promise<SentenceModel> {
    const { extractor, classes, inverseTemperature } = readJson(files, 'model.json', headerSchema)
    const encoder = await openSentenceEncoder()
    if (encoder.sha256 !== extractor.sha256)
      throw new PretrainedMissing(`the release of ${extractor.name} that it was trained with`)
    const outputs = classes === 2 ? 1 : classes
    const weights = readFloats(files, 'weights.f32', (encoder.size + 1) * outputs)
    return new SentenceModel(encoder, weights, classes, inverseTemperature)
  }

  /** Without the encoder, which all models share. */
  get bytes(): number {
    return this.weights.byteLength
  }

  async predictMany(inputs: readonly string[], out: Float32Array): Promise<void> {
    const { classes, inverseTemperature } = this
    const outputs = this.outputs
    const scores = this.scores(await this.encoder.embed(inputs))
    for (let row = 0; row < inputs.length; row++)
      softmaxInto(
        scores.subarray(row * outputs, (row + 1) * outputs),
        outputs,
        inverseTemperature,
        out,
        row * classes,
      )
  }

  /** What the label's calibrated logit loses when a word is left out. */
  async explain(input: string, label: number): Promise<Attribution[]> {
    const words = [...input.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu)].slice(0, explainedWords)
    const without = words.map(
      ({ 0: word, index }) => input.slice(0, index) + input.slice(index + word.length),
    )
    const scores = this.scores(await this.encoder.embed([input, ...without]))
    const logit = (row: number): number => {
      const own = scores[row * this.outputs + (this.outputs === 1 ? 0 : label)]
      return (this.outputs === 1 && label === 0 ? -own : own) * this.inverseTemperature
    }
    return words
      .map(({ 0: feature, index: start }, at) => ({
        feature,
        weight: logit(0) - logit(at + 1),
        start,
        end: start + feature.length,
      }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  }

  save(): BundleFiles {
    const { classes, inverseTemperature, encoder } = this
    const extractor = { name: sentenceEncoderName, sha256: encoder.sha256 }
    return {
      'model.json': jsonBytes({ extractor, classes, inverseTemperature }),
      'weights.f32': arrayBytes(this.weights),
    }
  }

  /** The encoder outlives its models. */
  dispose(): void {}

  private get outputs(): number {
    return this.classes === 2 ? 1 : this.classes
  }

  /** Vectors × outputs. */
  private scores(vectors: Float32Array): Float32Array {
    const { weights, outputs } = this
    const { size } = this.encoder
    const rows = vectors.length / size
    const scores = new Float32Array(rows * outputs)
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < outputs; k++) {
        let sum = weights[size * outputs + k]
        for (let j = 0; j < size; j++) sum += vectors[row * size + j] * weights[j * outputs + k]
        scores[row * outputs + k] = sum
      }
    return scores
  }
}
