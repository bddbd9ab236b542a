/** Characters of one shingle; shorter texts are one shingle. */
const shingle = 5
const bins = 32
const rowsOfBand = 4
/** Bands of a sketch. */
export const bands = bins / rowsOfBand
const nothing = 0xffffffff

const sketch = new Uint32Array(bins)

/**
 * The text as it is compared: letters and digits in lower case, everything else a single space. Texts that
 * differ in case, punctuation and white space alone are the same.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Calls back with the hash of every run of five characters. */
function eachShingle(text: string, found: (hash: number) => void): void {
  const last = Math.max(0, text.length - shingle)
  for (let at = 0; at <= last; at++) {
    let hash = 0x811c9dc5
    const end = Math.min(text.length, at + shingle)
    for (let i = at; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    found(mix(hash))
  }
}

/**
 * Writes a hash per band to `out[at …]`: texts that share most shingles agree in some band (MinHash with one
 * permutation, Li, Owen & Zhang 2012, empty bins filled from their neighbours as in Shrivastava & Li 2014).
 */
export function sketchInto(folded: string, out: Uint32Array, at: number): void {
  sketch.fill(nothing)
  eachShingle(folded, (hash) => {
    const bin = hash >>> 27
    const value = hash & 0x7ffffff
    if (value < (sketch[bin] ?? 0)) sketch[bin] = value
  })
  for (let bin = 0; bin < bins; bin++) {
    if (sketch[bin] !== nothing) continue
    let steps = 1
    while (steps < bins && (sketch[(bin + steps) % bins] ?? 0) >= 0x8000000) steps++
    // Above every own value, so that a borrowed one is never borrowed again.
    sketch[bin] = 0x8000000 + (mix((sketch[(bin + steps) % bins] ?? 0) + Math.imul(steps, 0x9e3779b1)) >>> 5)
  }
  for (let band = 0; band < bands; band++) {
    let hash = band
    for (let row = 0; row < rowsOfBand; row++)
      hash = mix(hash ^ Math.imul(sketch[band * rowsOfBand + row] ?? 0, 0x9e3779b1))
    out[at + band] = hash
  }
}

function shinglesOf(folded: string): Set<number> {
  const hashes = new Set<number>()
  eachShingle(folded, (hash) => hashes.add(hash))
  return hashes
}

/** Share of the shingles of two folded texts that both have (Jaccard), 0 … 1. */
export function similarity(one: string, other: string): number {
  if (one === other) return 1
  const shorter = Math.min(one.length, other.length)
  // No more shingles can be shared than the shorter one has.
  if (shorter < 0.5 * Math.max(one.length, other.length)) return 0
  const [first, second] = [shinglesOf(one), shinglesOf(other)]
  let shared = 0
  for (const hash of first) if (second.has(hash)) shared++
  return shared / (first.size + second.size - shared)
}
