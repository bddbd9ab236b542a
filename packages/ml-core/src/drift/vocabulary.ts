const leastBits = 12
const mostBits = 17
const longestText = 5_000

/** FNV-1a, mixed once more. */
const hash = (word: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}

/** Words in lower case; where none are written apart, pairs of characters. */
const wordsOf = (text: string): string[] => {
  const words: string[] = []
  for (const [run] of text
    .slice(0, longestText)
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(run))
      for (let i = 0; i < run.length; i++) words.push(run.slice(i, i + 2))
    else words.push(run)
  }
  return words
}

/**
 * A set of words as bits at their hashes: no word can be read out of it. One hash per word, so that a new word looks
 * known as often as bits are set; the test split's figure, which live ones are compared with, has the same error.
 * Source: B. H. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970.
 */
export class Vocabulary {
  readonly bits: number
  readonly #words: Uint8Array

  constructor(bits: number, words: Uint8Array = new Uint8Array(2 ** bits / 8)) {
    this.bits = bits
    this.#words = words
  }

  /** Of texts; as large as keeps it an eighth full, within limits. */
  static of(texts: readonly string[]): Vocabulary {
    const hashes = new Set<number>()
    for (const text of texts) for (const word of wordsOf(text)) hashes.add(hash(word))
    const wanted = Math.ceil(Math.log2(Math.max(1, hashes.size) * 8))
    const made = new Vocabulary(Math.min(mostBits, Math.max(leastBits, wanted)))
    for (const one of hashes) made.#add(one)
    return made
  }

  static read(stored: { bits: number; words: string } | null): Vocabulary {
    if (!stored) return new Vocabulary(leastBits)
    return new Vocabulary(
      stored.bits,
      Uint8Array.from(atob(stored.words), (c) => c.charCodeAt(0)),
    )
  }

  write(): { bits: number; words: string } {
    let text = ''
    for (const byte of this.#words) text += String.fromCharCode(byte)
    return { bits: this.bits, words: btoa(text) }
  }

  /** Share of the text's words that are not in it, 0 … 1; of no words 0. */
  novelty(text: string): number {
    const words = wordsOf(text)
    if (words.length === 0) return 0
    let unknown = 0
    for (const word of words) if (!this.#has(hash(word))) unknown++
    return unknown / words.length
  }

  #add(one: number): void {
    const at = one & (2 ** this.bits - 1)
    this.#words[at >> 3]! |= 1 << (at & 7)
  }

  #has(one: number): boolean {
    const at = one & (2 ** this.bits - 1)
    return ((this.#words[at >> 3] ?? 0) & (1 << (at & 7))) !== 0
  }
}
