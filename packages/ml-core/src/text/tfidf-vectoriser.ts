import type { SparseMatrix, SparseVector } from '../linear/sparse-matrix.ts'
import type { Pacer } from '../pacing.ts'
import { FeatureIndex } from './feature-index.ts'
import { NgramHasher, type NgramPlan, type TokenSpans } from './ngram-hasher.ts'

/** 1 + ln(count) for the counts that occur nearly always. */
const sublinear = Float64Array.from({ length: 4096 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)))

function sublinearCount(count: number): number {
  return count < sublinear.length ? sublinear[count] : 1 + Math.log(count)
}

/** Word grams have odd hashes, character grams even ones. */
export function isWordGram(key: number): boolean {
  return (key & 1) === 1
}

/**
 * A fitted text featurizer: sublinear term frequency × weight per n-gram, the word grams and the character
 * grams each normalised to half of the squared length (a text with one group only gets that half).
 */
export class TfidfVectoriser {
  readonly plan: NgramPlan
  readonly index: FeatureIndex
  /** Weight per feature: inverse document frequency, perhaps with a naive-Bayes part. */
  readonly weights: Float32Array
  private readonly hasher: NgramHasher
  private readonly seenAt: Int32Array
  private readonly row: SparseVector
  private tick = 0

  constructor(plan: NgramPlan, keys: Int32Array, weights: Float32Array) {
    this.plan = plan
    this.index = new FeatureIndex(keys)
    this.weights = weights
    this.hasher = new NgramHasher(plan)
    this.seenAt = new Int32Array(keys.length * 2)
    this.row = { length: 0, indices: new Int32Array(1 << 10), values: new Float32Array(1 << 10) }
  }

  get features(): number {
    return this.weights.length
  }

  get bytes(): number {
    return this.index.bytes + this.weights.byteLength + this.seenAt.byteLength
  }

  /** The features of one text; the vector is reused by the next call. */
  transform(text: string): SparseVector {
    const { hasher, index, row, seenAt } = this
    const count = hasher.hash(text)
    if (row.indices.length < count) {
      row.indices = new Int32Array(count * 2)
      row.values = new Float32Array(count * 2)
    }
    const tick = this.nextTick()
    const { indices, values } = row
    const keys = hasher.keys
    let length = 0
    for (let t = 0; t < count; t++) {
      const feature = index.find(keys[t])
      if (feature < 0) continue
      if (seenAt[feature * 2] === tick) values[seenAt[feature * 2 + 1]]++
      else {
        seenAt[feature * 2] = tick
        seenAt[feature * 2 + 1] = length
        indices[length] = feature
        values[length++] = 1
      }
    }
    row.length = length
    weighRow(row, this.weights, index.keys, this.plan.charGrams > 0)
    return row
  }

  /** Feature number of every n-gram of the text (−1: unknown), with the tokens that each covers. */
  trace(text: string, spans: TokenSpans): Int32Array {
    const count = this.hasher.hash(text, spans)
    const found = new Int32Array(count)
    for (let t = 0; t < count; t++) found[t] = this.index.find(this.hasher.keys[t])
    return found
  }

  private nextTick(): number {
    if (this.tick === 0x7fffffff) {
      this.tick = 0
      this.seenAt.fill(0)
    }
    return ++this.tick
  }
}

/** Turns the counts of a row into normalised weights, in place. */
function weighRow(row: SparseVector, weights: Float32Array, keys: Int32Array, twoGroups: boolean): void {
  const { indices, values, length } = row
  let words = 0
  let grams = 0
  for (let t = 0; t < length; t++) {
    const value = sublinearCount(values[t]) * weights[indices[t]]
    values[t] = value
    if (isWordGram(keys[indices[t]])) words += value * value
    else grams += value * value
  }
  const share = twoGroups ? 0.5 : 1
  const wordScale = words > 0 ? Math.sqrt(share / words) : 0
  const gramScale = grams > 0 ? Math.sqrt((1 - share) / grams) : 0
  for (let t = 0; t < length; t++) values[t] *= isWordGram(keys[indices[t]]) ? wordScale : gramScale
}

/** A corpus whose entries are counted: see `Corpus`. */
interface CountedEntries {
  offsets: Int32Array
  ids: Int32Array
  counts: Uint16Array
}

/** Documents between two looks at the clock. */
const stretch = 1024

/** The counted corpus as a matrix, weighed like `transform` does. */
export async function weighCorpus(
  corpus: CountedEntries,
  weights: Float32Array,
  keys: Int32Array,
  plan: NgramPlan,
  pacer: Pacer,
): Promise<SparseMatrix> {
  const { offsets, ids } = corpus
  const values = new Float32Array(ids.length)
  const rows = offsets.length - 1
  for (let from = 0; from < rows; from += stretch) {
    weighRows(corpus, weights, keys, plan.charGrams > 0, values, from, Math.min(rows, from + stretch))
    if (pacer.due) await pacer.breathe()
  }
  return { rows, columns: keys.length, offsets, indices: ids, values }
}

/** Weighs rows [from, to) into `values`. */
function weighRows(
  { offsets, ids, counts }: CountedEntries,
  weights: Float32Array,
  keys: Int32Array,
  twoGroups: boolean,
  values: Float32Array,
  from: number,
  to: number,
): void {
  const share = twoGroups ? 0.5 : 1
  for (let d = from; d < to; d++) {
    const start = offsets[d]
    const end = offsets[d + 1]
    let words = 0
    let grams = 0
    for (let t = start; t < end; t++) {
      const value = sublinearCount(counts[t]) * weights[ids[t]]
      values[t] = value
      if (isWordGram(keys[ids[t]])) words += value * value
      else grams += value * value
    }
    const wordScale = words > 0 ? Math.sqrt(share / words) : 0
    const gramScale = grams > 0 ? Math.sqrt((1 - share) / grams) : 0
    for (let t = start; t < end; t++) values[t] *= isWordGram(keys[ids[t]]) ? wordScale : gramScale
  }
}
