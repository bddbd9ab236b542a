import { type Link, outputsFor } from '../calibration/link.ts'
import type { Corpus } from '../text/corpus.ts'
import { TfidfVectoriser } from '../text/tfidf-vectoriser.ts'
import { SparseLinearModel } from './sparse-linear-model.ts'

/** Leaves out the features that no class gives any weight. */
export function compactModel(
  corpus: Corpus,
  featureWeights: Float32Array,
  weights: Float32Array,
  classes: number,
  link: Link = 'softmax',
): SparseLinearModel {
  const outputs = outputsFor(link, classes)
  const features = corpus.keys.length
  const used = new Int32Array(features)
  let count = 0
  for (let f = 0; f < features; f++) if (hasWeight(weights, f * outputs, (f + 1) * outputs)) used[count++] = f
  const keys = new Int32Array(count)
  const usedWeights = new Float32Array(count)
  const kept = new Float32Array((count + 1) * outputs)
  for (let at = 0; at < count; at++) {
    const from = used[at] * outputs
    const to = at * outputs
    keys[at] = corpus.keys[used[at]]
    usedWeights[at] = featureWeights[used[at]]
    for (let k = 0; k < outputs; k++) kept[to + k] = weights[from + k]
  }
  kept.set(weights.subarray(features * outputs), count * outputs)
  const vectoriser = new TfidfVectoriser(corpus.plan, keys, usedWeights)
  return new SparseLinearModel(vectoriser, kept, classes, 1, link)
}

function hasWeight(weights: Float32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (weights[at] !== 0) return true
  return false
}
