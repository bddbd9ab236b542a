import { z } from 'zod'
import { arrayBytes, jsonBytes, readFloats, readInts, readJson } from '../bundle/binary.ts'
import { type Link, linkSchema, outputsFor, probabilitiesInto } from '../calibration/link.ts'
import { linearLayer, type PortableModel, sparseRow } from '../export/portable-model.ts'
import type { Attribution } from '../schema/index.ts'
import { emptySpans } from '../text/ngram-hasher.ts'
import { TfidfVectoriser } from '../text/tfidf-vectoriser.ts'
import { attributeToTokens } from '../text/token-attributions.ts'
import type { BundleFiles } from './classifier.ts'
import type { TextModel } from './model.ts'

const headerSchema = z.object({
  plan: z.object({
    wordGrams: z.int().min(1).max(3),
    charGrams: z.int().min(0).max(8),
    everyCharacter: z.boolean(),
  }),
  features: z.int().min(0),
  classes: z.int().min(2),
  inverseTemperature: z.number().positive(),
  /** Left out: softmax. */
  link: linkSchema.default('softmax'),
})

/** A linear text classifier, ready to answer. */
export class SparseLinearModel implements TextModel {
  readonly family = 'sparse-linear'
  readonly classes: number
  private readonly vectoriser: TfidfVectoriser
  /** (features + 1) × outputs, the last row the biases; two classes share one output. */
  private readonly weights: Float32Array
  private readonly link: Link
  private readonly outputs: number
  private readonly inverseTemperature: number
  private readonly scores: Float64Array

  constructor(
    vectoriser: TfidfVectoriser,
    weights: Float32Array,
    classes: number,
    inverseTemperature: number,
    link: Link = 'softmax',
  ) {
    this.vectoriser = vectoriser
    this.weights = weights
    this.classes = classes
    this.link = link
    this.outputs = outputsFor(link, classes)
    this.inverseTemperature = inverseTemperature
    this.scores = new Float64Array(this.outputs)
  }

  static load(files: BundleFiles): SparseLinearModel {
    const header = readJson(files, 'model.json', headerSchema)
    const outputs = outputsFor(header.link, header.classes)
    const keys = readInts(files, 'features.i32', header.features)
    const featureWeights = readFloats(files, 'feature-weights.f32', header.features)
    const weights = readFloats(files, 'weights.f32', (header.features + 1) * outputs)
    const vectoriser = new TfidfVectoriser(header.plan, keys, featureWeights)
    return new SparseLinearModel(vectoriser, weights, header.classes, header.inverseTemperature, header.link)
  }

  get bytes(): number {
    return this.vectoriser.bytes + this.weights.byteLength
  }

  withInverseTemperature(inverseTemperature: number): SparseLinearModel {
    return new SparseLinearModel(this.vectoriser, this.weights, this.classes, inverseTemperature, this.link)
  }

  predictInto(text: string, out: Float32Array, at: number): void {
    probabilitiesInto(this.link, this.score(text), this.inverseTemperature, out, at)
  }

  /** Uncalibrated scores, one per output; reused by the next call. */
  score(text: string): Float64Array {
    const { weights, outputs, scores } = this
    const row = this.vectoriser.transform(text)
    const bias = this.vectoriser.features * outputs
    for (let k = 0; k < outputs; k++) scores[k] = weights[bias + k]
    const { indices, values, length } = row
    for (let t = 0; t < length; t++) {
      const value = values[t]
      const base = indices[t] * outputs
      for (let k = 0; k < outputs; k++) scores[k] += value * weights[base + k]
    }
    return scores
  }

  /** Contribution of each token to the label's score, through every n-gram that it is part of. */
  explain(text: string, label: number): Attribution[] {
    const spans = emptySpans()
    const found = this.vectoriser.trace(text, spans)
    const row = this.vectoriser.transform(text)
    const repeats = new Map<number, number>()
    for (const feature of found) repeats.set(feature, (repeats.get(feature) ?? 0) + 1)
    const perOccurrence = new Map<number, number>()
    for (let t = 0; t < row.length; t++) {
      const feature = row.indices[t]
      const contribution = row.values[t] * this.weightOf(feature, label)
      perOccurrence.set(feature, contribution / (repeats.get(feature) ?? 1))
    }
    const contributions = Float64Array.from(found, (feature) => perOccurrence.get(feature) ?? 0)
    return attributeToTokens(text, spans, contributions)
  }

  portable(): PortableModel<string> {
    const { vectoriser, weights, outputs, inverseTemperature, link } = this
    return {
      net: { kind: 'sparse', layers: linearLayer(weights, outputs, inverseTemperature, link) },
      link,
      featurizer: {
        kind: 'hashed-ngrams-tfidf',
        plan: vectoriser.plan,
        features: vectoriser.features,
        keys: 'features.i32',
        weights: 'feature-weights.f32',
      },
      files: {
        'features.i32': arrayBytes(vectoriser.index.keys),
        'feature-weights.f32': arrayBytes(vectoriser.weights),
      },
      encode(text) {
        const { indices, values, length } = vectoriser.transform(text)
        return sparseRow(indices, values, length)
      },
    }
  }

  save(): BundleFiles {
    const { plan, index, weights: featureWeights, features } = this.vectoriser
    const { classes, inverseTemperature, link } = this
    return {
      'model.json': jsonBytes({
        plan,
        features,
        classes,
        inverseTemperature,
        ...(link === 'sigmoid' && { link }),
      }),
      'features.i32': arrayBytes(index.keys),
      'feature-weights.f32': arrayBytes(featureWeights),
      'weights.f32': arrayBytes(this.weights),
    }
  }

  private weightOf(feature: number, label: number): number {
    if (this.outputs === 1) return label === 1 ? this.weights[feature] : -this.weights[feature]
    return this.weights[feature * this.outputs + label]
  }
}
