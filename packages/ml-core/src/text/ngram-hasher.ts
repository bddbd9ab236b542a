import { characterKind, folded, kindOf } from './characters.ts'

/** Which n-grams a text is read into. */
export interface NgramPlan {
  /** Sequences of 1 … n tokens. */
  wordGrams: number
  /** Length of the character grams inside words, word edges included; 0 for none. */
  charGrams: number
  /** Every character is a token, spaces too: for Chinese and Japanese. */
  everyCharacter: boolean
}

/** Which tokens each hash covers; kept only for explanations. */
export interface TokenSpans {
  /** First and last token of each hash. */
  from: Int32Array
  to: Int32Array
  /** Position of each token in the text. */
  start: Int32Array
  end: Int32Array
  tokens: number
}

const fnvBasis = 0x811c9dc5
const fnvPrime = 0x01000193
const wordEdge = 1

/**
 * Reads texts into 32-bit hashes of their n-grams, computed incrementally from character codes without
 * making substrings. Hashes of word grams are odd, those of character grams even, none is 0.
 */
export class NgramHasher {
  readonly plan: NgramPlan
  /** The hashes of the last text; the first `count` of them are valid. */
  keys = new Int32Array(1 << 12)

  constructor(plan: NgramPlan) {
    this.plan = plan
  }

  /** Hashes a text into `keys` and returns how many there are. */
  hash(text: string, spans: TokenSpans | null = null): number {
    const { wordGrams, charGrams, everyCharacter } = this.plan
    const length = text.length
    const most = length * (wordGrams + 2) + 8
    if (this.keys.length < most) this.keys = new Int32Array(most * 2)
    if (spans !== null) growSpans(spans, most)
    const keys = this.keys
    let count = 0
    let tokens = 0
    let before = 0
    let beforeThat = 0
    let at = 0
    while (at < length) {
      const unit = text.charCodeAt(at)
      const known = kindOf(unit)
      const kindHere = everyCharacter ? characterKind.ideograph : known
      if (kindHere === characterKind.separator) {
        at++
        continue
      }
      const start = at
      let hash = Math.imul(fnvBasis ^ folded[unit], fnvPrime)
      at++
      if (kindHere === characterKind.word) {
        while (at < length) {
          const next = text.charCodeAt(at)
          if (kindOf(next) !== characterKind.word) break
          hash = Math.imul(hash ^ folded[next], fnvPrime)
          at++
        }
        if (charGrams > 0) {
          const first = count
          count = this.hashWord(text, start, at, count)
          if (spans !== null) spans.from.fill(tokens, first, count)
          if (spans !== null) spans.to.fill(tokens, first, count)
        }
      } else {
        if (isHighSurrogate(unit) && at < length) hash = Math.imul(hash ^ text.charCodeAt(at++), fnvPrime)
        hash ^= 0x55555
      }
      hash ^= hash >>> 15
      hash = Math.imul(hash, 0x2c1b3c6d)
      hash ^= hash >>> 12
      if (spans !== null) {
        spans.start[tokens] = start
        spans.end[tokens] = at
        markSpan(spans, count, tokens, tokens)
      }
      keys[count++] = hash | 1
      if (before !== 0 && wordGrams >= 2) {
        if (spans !== null) markSpan(spans, count, tokens - 1, tokens)
        let pair = Math.imul(before, 0x9e3779b1) ^ hash
        pair ^= pair >>> 16
        pair = Math.imul(pair, 0x7feb352d)
        keys[count++] = (pair ^ (pair >>> 15)) | 1
        if (beforeThat !== 0 && wordGrams >= 3) {
          if (spans !== null) markSpan(spans, count, tokens - 2, tokens)
          let triple = Math.imul(Math.imul(beforeThat, 0x85ebca6b) ^ before, 0x9e3779b1) ^ hash
          triple ^= triple >>> 16
          triple = Math.imul(triple, 0x7feb352d)
          keys[count++] = (triple ^ (triple >>> 15)) | 1
        }
      }
      beforeThat = before
      before = hash
      tokens++
    }
    if (spans !== null) spans.tokens = tokens
    return count
  }

  /** Character grams of the word in [start, end), its edges marked; returns the new count. */
  private hashWord(text: string, start: number, end: number, from: number): number {
    const { keys } = this
    const size = this.plan.charGrams
    let count = from
    for (let first = start - 1; first + size <= end + 1; first++) {
      let gram = 0x3c6ef372
      for (let at = first; at < first + size; at++) {
        const code = at < start || at >= end ? wordEdge : folded[text.charCodeAt(at)]
        gram = Math.imul(gram ^ code, fnvPrime)
      }
      gram ^= gram >>> 15
      gram = Math.imul(gram, 0x2c1b3c6d)
      keys[count++] = (gram ^ (gram >>> 13)) & ~1 || 2
    }
    return count
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

export function emptySpans(): TokenSpans {
  const none = new Int32Array(0)
  return { from: none, to: none, start: none, end: none, tokens: 0 }
}

function growSpans(spans: TokenSpans, size: number): void {
  if (spans.from.length >= size) return
  spans.from = new Int32Array(size)
  spans.to = new Int32Array(size)
  spans.start = new Int32Array(size)
  spans.end = new Int32Array(size)
}

function markSpan(spans: TokenSpans, at: number, from: number, to: number): void {
  spans.from[at] = from
  spans.to[at] = to
}
