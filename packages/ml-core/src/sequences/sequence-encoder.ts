import type { Corpus } from '../text/corpus.ts'
import { FeatureIndex } from '../text/feature-index.ts'
import { NgramHasher, type NgramPlan, type TokenSpans } from '../text/ngram-hasher.ts'

/** What stands where a text has ended, or where a token was taken away. */
export const padding = 0
/** What stands for a token that was not learned. */
export const unknown = 1
/** Number of the first learned token. */
export const firstWord = 2
const mostWords = 10_000

/** Tokens as the nets read them: words, and every Chinese character, kana, symbol or emoji by itself. */
export const tokenPlan: NgramPlan = { wordGrams: 1, charGrams: 0, everyCharacter: false }

/** Texts one after the other as token numbers. */
export interface Sequences {
  ids: Int32Array
  /** Start of each text's tokens, and the end of the last. */
  offsets: Int32Array
}

/** Reads texts as sequences of token numbers. */
export class SequenceEncoder {
  /** Tokens read of a text; what follows is left out. */
  readonly longest: number
  readonly index: FeatureIndex
  /** The last text's token numbers. */
  readonly ids: Int32Array
  private readonly hasher = new NgramHasher(tokenPlan)

  constructor(words: Int32Array, longest: number) {
    this.index = new FeatureIndex(words)
    this.longest = longest
    this.ids = new Int32Array(longest)
  }

  /** Takes the tokens that stand in most texts; of equals, those that came first. */
  static learn(corpus: Corpus, longest: number): SequenceEncoder {
    const words = Array.from(corpus.keys, (_, word) => word)
    words.sort((a, b) => corpus.documentFrequency[b] - corpus.documentFrequency[a] || a - b)
    const keys = Int32Array.from(words.slice(0, mostWords), (word) => corpus.keys[word])
    return new SequenceEncoder(keys, longest)
  }

  /** How many token numbers there are, padding and unknown included. */
  get numbers(): number {
    return this.index.keys.length + firstWord
  }

  get bytes(): number {
    return this.index.bytes + this.ids.byteLength + this.hasher.keys.byteLength
  }

  /** Writes the text's token numbers to `ids` and returns how many there are. */
  encode(text: string, spans: TokenSpans | null = null): number {
    const { hasher, ids, index, longest } = this
    const length = Math.min(longest, hasher.hash(text, spans))
    for (let t = 0; t < length; t++) {
      const word = index.find(hasher.keys[t])
      ids[t] = word < 0 ? unknown : word + firstWord
    }
    return length
  }

  encodeAll(texts: readonly string[]): Sequences {
    const offsets = new Int32Array(texts.length + 1)
    const parts = texts.map((text, row) => {
      const length = this.encode(text)
      offsets[row + 1] = offsets[row] + length
      return this.ids.slice(0, length)
    })
    const ids = new Int32Array(offsets[texts.length])
    parts.forEach((part, row) => {
      ids.set(part, offsets[row])
    })
    return { ids, offsets }
  }
}
