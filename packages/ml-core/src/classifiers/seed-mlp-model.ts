import { z } from 'zod'
import { arrayBytes, jsonBytes, readInts, readJson } from '../bundle/binary.ts'
import { softmaxInto } from '../calibration/temperature.ts'
import { integrateGradients } from '../explain/integrated-gradients.ts'
import { LogOdds } from '../explain/log-odds.ts'
import { type PortableModel, sparseRow, withTemperature } from '../export/portable-model.ts'
import { DenseNet } from '../nets/dense-net.ts'
import { layerFiles, layerSizes, readLayers } from '../nets/layer-files.ts'
import type { Attribution } from '../schema/index.ts'
import { emptySpans } from '../text/ngram-hasher.ts'
import { TermFrequencies } from '../text/term-frequencies.ts'
import { attributeToTokens } from '../text/token-attributions.ts'
import type { BundleFiles } from './classifier.ts'
import type { TextModel } from './model.ts'

const headerSchema = z.object({
  everyCharacter: z.boolean(),
  terms: z.int().min(1),
  sizes: z.array(z.int().min(1)).min(2),
  inverseTemperature: z.number().positive(),
})

/** A net over term counts, ready to answer on typed arrays. */
export class SeedMlpModel implements TextModel {
  readonly family = 'seed-mlp'
  readonly classes: number
  readonly terms: TermFrequencies
  readonly net: DenseNet
  private readonly inverseTemperature: number
  private readonly scores: Float64Array

  constructor(terms: TermFrequencies, net: DenseNet, inverseTemperature: number) {
    this.terms = terms
    this.net = net
    this.inverseTemperature = inverseTemperature
    this.classes = net.layers[net.layers.length - 1].outputs
    this.scores = new Float64Array(this.classes)
  }

  static load(files: BundleFiles): SeedMlpModel {
    const header = readJson(files, 'model.json', headerSchema)
    const plan = { wordGrams: 1, charGrams: 0, everyCharacter: header.everyCharacter }
    const terms = new TermFrequencies(plan, readInts(files, 'terms.i32', header.terms))
    return new SeedMlpModel(terms, new DenseNet(readLayers(files, header.sizes)), header.inverseTemperature)
  }

  get bytes(): number {
    return this.terms.bytes + this.net.bytes
  }

  predictInto(text: string, out: Float32Array, at: number): void {
    this.scores.set(this.score(text))
    softmaxInto(this.scores, this.classes, this.inverseTemperature, out, at)
  }

  /** Integrated gradients of the label's log odds from an empty text on; a term's are shared by its places. */
  explain(text: string, label: number): Attribution[] {
    const odds = new LogOdds(label, this.inverseTemperature)
    const { indices, values, length } = this.terms.transform(text)
    const counts = values.slice(0, length)
    const rates = new Float64Array(length)
    const shares = integrateGradients(length, (place) => {
      const scores = this.net.forward(
        indices,
        counts.map((count) => count * place),
        length,
      )
      const gradient = this.net.gradient(odds.gradient(scores))
      for (let t = 0; t < length; t++) rates[t] = counts[t] * gradient[indices[t]]
      return { score: odds.value(scores), rates }
    })
    const perPlace = new Map<number, number>()
    for (let t = 0; t < length; t++) perPlace.set(indices[t], shares[t] / counts[t])
    const spans = emptySpans()
    const found = this.terms.trace(text, spans)
    const contributions = Float64Array.from(found, (term) => perPlace.get(term) ?? 0)
    return attributeToTokens(text, spans, contributions)
  }

  portable(): PortableModel<string> {
    const { terms, net, inverseTemperature } = this
    return {
      net: { kind: 'sparse', layers: withTemperature(net.layers, inverseTemperature) },
      link: 'softmax',
      featurizer: { kind: 'hashed-term-counts', plan: terms.plan, features: terms.terms, keys: 'terms.i32' },
      files: { 'terms.i32': arrayBytes(terms.index.keys) },
      encode(text) {
        const { indices, values, length } = terms.transform(text)
        return sparseRow(indices, values, length)
      },
    }
  }

  save(): BundleFiles {
    const { terms, net, inverseTemperature } = this
    const sizes = layerSizes(net.layers)
    return {
      'model.json': jsonBytes({
        everyCharacter: terms.plan.everyCharacter,
        terms: terms.terms,
        sizes,
        inverseTemperature,
      }),
      'terms.i32': arrayBytes(terms.index.keys),
      ...layerFiles(net.layers),
    }
  }

  private score(text: string): Float32Array {
    const { indices, values, length } = this.terms.transform(text)
    return this.net.forward(indices, values, length)
  }
}
