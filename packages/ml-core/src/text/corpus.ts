import type { Pacer } from '../pacing.ts'
import { FeatureCounter } from './feature-counter.ts'
import { type FeatureEntries, naiveBayesWeights } from './naive-bayes-weight.ts'
import { NgramHasher, type NgramPlan } from './ngram-hasher.ts'

/** A training corpus, counted, with the features that are worth keeping. */
export interface Corpus extends FeatureEntries {
  plan: NgramPlan
  /** Times each entry's feature stands in its document. */
  counts: Uint16Array
  /** Hash per feature. */
  keys: Int32Array
  documentFrequency: Int32Array
}

/** Weights per feature and class beyond this are given up by dropping rarer features. */
const mostWeights = 64_000_000

/** Counts the n-grams of all texts and keeps those that at least two texts hold. */
export async function countCorpus(
  texts: readonly string[],
  plan: NgramPlan,
  classes: number,
  pacer: Pacer,
  onProgress: (fraction: number) => void,
): Promise<Corpus> {
  const hasher = new NgramHasher(plan)
  let characters = 0
  for (const text of texts) characters += text.length
  const counter = new FeatureCounter(texts.length, characters, characters / 4)
  for (let d = 0; d < texts.length; d++) {
    const length = hasher.hash(texts[d])
    counter.add(hasher.keys, length)
    if (pacer.due) {
      onProgress((d + 1) / texts.length)
      await pacer.breathe()
    }
  }
  return keepFrequent(counter, plan, classes)
}

function keepFrequent(counter: FeatureCounter, plan: NgramPlan, classes: number): Corpus {
  const all = counter.tally()
  const least = leastFrequency(all.documentFrequency, counter.documents, classes)
  const renumbered = new Int32Array(counter.features)
  let features = 0
  for (let f = 0; f < counter.features; f++)
    renumbered[f] = all.documentFrequency[f] >= least ? features++ : -1
  const keys = new Int32Array(features)
  const documentFrequency = new Int32Array(features)
  for (let f = 0; f < counter.features; f++) {
    if (renumbered[f] < 0) continue
    keys[renumbered[f]] = all.keys[f]
    documentFrequency[renumbered[f]] = all.documentFrequency[f]
  }
  const { ids, counts } = counter
  const offsets = new Int32Array(counter.documents + 1)
  let kept = 0
  for (let d = 0; d < counter.documents; d++) {
    for (let t = counter.offsets[d]; t < counter.offsets[d + 1]; t++) {
      const feature = renumbered[ids[t]]
      if (feature < 0) continue
      ids[kept] = feature
      counts[kept++] = counts[t]
    }
    offsets[d + 1] = kept
  }
  return {
    plan,
    keys,
    documentFrequency,
    offsets,
    ids: ids.subarray(0, kept),
    counts: counts.subarray(0, kept),
  }
}

/** Two, or one where the corpus is too small for repeats, or more where the weights would not fit. */
function leastFrequency(documentFrequency: Int32Array, documents: number, classes: number): number {
  let least = documents < 50 ? 1 : 2
  const columns = classes === 2 ? 1 : classes
  for (;;) {
    let kept = 0
    for (const frequency of documentFrequency) if (frequency >= least) kept++
    if (kept * columns <= mostWeights) return least
    least++
  }
}

/** ln((1 + N) / (1 + df)) + 1 per feature (scikit-learn's smooth idf). */
export function inverseDocumentFrequency(corpus: Corpus): Float32Array {
  const documents = corpus.offsets.length - 1
  return Float32Array.from(corpus.documentFrequency, (df) => Math.log((1 + documents) / (1 + df)) + 1)
}

/** Inverse document frequency × (1 + the strongest naive-Bayes log ratio). */
export function discriminativeWeights(corpus: Corpus, labels: Int32Array, classes: number): Float32Array {
  const weights = inverseDocumentFrequency(corpus)
  const bayes = naiveBayesWeights(corpus, labels, classes, corpus.keys.length)
  for (let f = 0; f < weights.length; f++) weights[f] *= 1 + bayes[f]
  return weights
}
