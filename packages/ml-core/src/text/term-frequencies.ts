import type { SparseMatrix, SparseVector } from '../linear/sparse-matrix.ts'
import type { Corpus } from './corpus.ts'
import { FeatureIndex } from './feature-index.ts'
import { NgramHasher, type NgramPlan, type TokenSpans } from './ngram-hasher.ts'

/** Terms that the featurizer knows. */
const vocabularySize = 1000

/** Counts of the most common terms in a text. */
export class TermFrequencies {
  readonly plan: NgramPlan
  readonly index: FeatureIndex
  private readonly hasher: NgramHasher
  private readonly position: Int32Array
  private readonly row: SparseVector

  constructor(plan: NgramPlan, keys: Int32Array) {
    this.plan = plan
    this.index = new FeatureIndex(keys)
    this.hasher = new NgramHasher(plan)
    this.position = new Int32Array(keys.length).fill(-1)
    this.row = { length: 0, indices: new Int32Array(keys.length), values: new Float32Array(keys.length) }
  }

  /** Takes the terms that stand in most documents; of equals, those that came first. */
  static learn(corpus: Corpus): TermFrequencies {
    const terms = Array.from(corpus.keys, (_, term) => term)
    terms.sort((a, b) => corpus.documentFrequency[b] - corpus.documentFrequency[a] || a - b)
    const keys = Int32Array.from(terms.slice(0, vocabularySize), (term) => corpus.keys[term])
    return new TermFrequencies(corpus.plan, keys)
  }

  get terms(): number {
    return this.index.keys.length
  }

  get bytes(): number {
    return this.index.bytes + this.position.byteLength + this.row.indices.byteLength * 2
  }

  /** The counts of one text; the vector is reused by the next call. */
  transform(text: string): SparseVector {
    const { row, position, index, hasher } = this
    const count = hasher.hash(text)
    let length = 0
    for (let t = 0; t < count; t++) {
      const term = index.find(hasher.keys[t])
      if (term < 0) continue
      if (position[term] < 0) {
        position[term] = length
        row.indices[length] = term
        row.values[length++] = 1
      } else row.values[position[term]]++
    }
    for (let t = 0; t < length; t++) position[row.indices[t]] = -1
    row.length = length
    return row
  }

  transformAll(texts: readonly string[]): SparseMatrix {
    const offsets = new Int32Array(texts.length + 1)
    const rows = texts.map((text, at) => {
      const { indices, values, length } = this.transform(text)
      offsets[at + 1] = offsets[at] + length
      return { indices: indices.slice(0, length), values: values.slice(0, length) }
    })
    const indices = new Int32Array(offsets[texts.length])
    const values = new Float32Array(offsets[texts.length])
    rows.forEach((row, at) => {
      indices.set(row.indices, offsets[at])
      values.set(row.values, offsets[at])
    })
    return { rows: texts.length, columns: this.terms, offsets, indices, values }
  }

  /** Term number of every token of the text (−1: unknown), with where it stands. */
  trace(text: string, spans: TokenSpans): Int32Array {
    const count = this.hasher.hash(text, spans)
    const found = new Int32Array(count)
    for (let t = 0; t < count; t++) found[t] = this.index.find(this.hasher.keys[t])
    return found
  }
}
