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
  const used: number[] = []
  for (let f = 0; f < features; f++) {
    let any = false
    for (let k = f * outputs; k < (f + 1) * outputs && !any; k++) any = weights[k] !== 0
    if (any) used.push(f)
  }
  const keys = Int32Array.from(used, (f) => corpus.keys[f])
  const kept = new Float32Array((used.length + 1) * outputs)
  for (let at = 0; at < used.length; at++)
    for (let k = 0; k < outputs; k++) kept[at * outputs + k] = weights[used[at] * outputs + k]
  kept.set(weights.subarray(features * outputs), used.length * outputs)
  const vectoriser = new TfidfVectoriser(
    corpus.plan,
    keys,
    Float32Array.from(used, (f) => featureWeights[f]),
  )
  return new SparseLinearModel(vectoriser, kept, classes, 1, link)
}
