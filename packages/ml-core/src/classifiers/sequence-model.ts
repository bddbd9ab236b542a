import { z } from 'zod'
import { arrayBytes, jsonBytes, readInts, readJson } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
import { LogOdds } from '../explain/log-odds.ts'
import type { PortableModel } from '../export/portable-model.ts'
import { readWeights, type Weights, weightFiles } from '../nets/weights.ts'
import type { Attribution } from '../schema/index.ts'
import type { SequenceArchitecture, SequenceNet } from '../sequences/architecture.ts'
import { firstWord, padding, SequenceEncoder, unknown } from '../sequences/sequence-encoder.ts'
import { emptySpans } from '../text/ngram-hasher.ts'
import type { BundleFiles } from './classifier.ts'
import type { TextModel } from './model.ts'

const headerSchema = z.object({
  longest: z.int().min(1).max(4096),
  words: z.int().min(0),
  classes: z.int().min(2),
  inverseTemperature: z.number().positive(),
})

/** A net over the tokens of a text in their order, ready to answer on typed arrays. */
export class SequenceModel implements TextModel {
  readonly family: SequenceArchitecture['family']
  readonly classes: number
  private readonly architecture: SequenceArchitecture
  private readonly encoder: SequenceEncoder
  private readonly weights: Weights
  private readonly net: SequenceNet
  private readonly inverseTemperature: number

  constructor(
    architecture: SequenceArchitecture,
    encoder: SequenceEncoder,
    weights: Weights,
    classes: number,
    inverseTemperature: number,
  ) {
    this.family = architecture.family
    this.architecture = architecture
    this.classes = classes
    this.encoder = encoder
    this.weights = weights
    this.net = architecture.host(weights, classes)
    this.inverseTemperature = inverseTemperature
  }

  static load(architecture: SequenceArchitecture, files: BundleFiles): SequenceModel {
    const { words, longest, classes, inverseTemperature } = readJson(files, 'model.json', headerSchema)
    const encoder = new SequenceEncoder(readInts(files, 'words.i32', words), longest)
    const weights = readWeights(files, architecture.shapes(encoder.numbers, classes))
    return new SequenceModel(architecture, encoder, weights, classes, inverseTemperature)
  }

  get bytes(): number {
    return this.encoder.bytes + this.net.bytes
  }

  predictInto(text: string, out: Float32Array, at: number): void {
    const { encoder, net, classes, inverseTemperature } = this
    softmaxInto(net.forward(encoder.ids, encoder.encode(text)), classes, inverseTemperature, out, at)
  }

  /** Integrated gradients of the label's log odds by the tokens' embeddings, from tokens that mean nothing on. */
  explain(text: string, label: number): Attribution[] {
    const { encoder, net, inverseTemperature } = this
    const spans = emptySpans()
    const length = encoder.encode(text, spans)
    const shares = net.attribute(encoder.ids.slice(0, length), new LogOdds(label, inverseTemperature))
    const attributions: Attribution[] = []
    for (let t = 0; t < length; t++) {
      const start = spans.start[t]
      const end = spans.end[t]
      if (shares[t] !== 0)
        attributions.push({ feature: text.slice(start, end), weight: shares[t], start, end })
    }
    return attributions.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  }

  portable(): PortableModel<string> {
    const { architecture, encoder, classes, inverseTemperature } = this
    const scaled = (name: string) => this.weights[name].map((weight) => weight * inverseTemperature)
    const weights = { ...this.weights, output: scaled('output'), 'output-bias': scaled('output-bias') }
    return {
      net: { kind: 'sequence', architecture, weights, classes },
      link: 'softmax',
      featurizer: {
        kind: 'hashed-tokens',
        longest: encoder.longest,
        words: encoder.index.keys.length,
        keys: 'words.i32',
        padding,
        unknown,
        firstWord,
      },
      files: { 'words.i32': arrayBytes(encoder.index.keys) },
      encode(text) {
        const places = Math.max(1, encoder.encode(text))
        const ids = new Int32Array(places).fill(padding)
        ids.set(encoder.ids.subarray(0, encoder.encode(text)))
        return { ids: { values: ids, shape: [1, places] } }
      },
    }
  }

  save(): BundleFiles {
    const { encoder, classes, inverseTemperature } = this
    const words = encoder.index.keys
    const { longest } = encoder
    return {
      'model.json': jsonBytes({ longest, words: words.length, classes, inverseTemperature }),
      'words.i32': arrayBytes(words),
      ...weightFiles(this.weights),
    }
  }
}
