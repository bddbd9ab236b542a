/**
 * How unsure a classifier is: one minus the margin between the two most probable classes, 0 (sure) … 1 (torn).
 * Source: T. Scheffer, C. Decomain, S. Wrobel, Active hidden Markov models for information extraction, 2001.
 */
export function marginUncertainty(probabilities: Float32Array): number {
  let first = 0
  let second = 0
  for (const p of probabilities) {
    if (p > first) {
      second = first
      first = p
    } else if (p > second) second = p
  }
  return 1 - (first - second)
}

const dimensions = 256
const candidatesPerPick = 10

/** A row as a point, for telling rows apart: its words and word pairs, hashed and scaled to length 1. */
export function sketchRow(text: string): Float32Array {
  const sketch = new Float32Array(dimensions)
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  let before = 0
  for (const word of words) {
    let hash = 0x811c9dc5
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
    add(sketch, hash)
    if (before !== 0) add(sketch, Math.imul(hash ^ before, 0x9e3779b1))
    before = hash
  }
  let square = 0
  for (const value of sketch) square += value * value
  if (square > 0) for (let d = 0; d < dimensions; d++) sketch[d]! /= Math.sqrt(square)
  return sketch
}

function add(sketch: Float32Array, hash: number): void {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0
  sketch[mixed % dimensions]! += mixed & 0x80000000 ? 1 : -1
}

/**
 * The order in which rows are worth labelling: of the rows that a model is least sure of, each next one is the one
 * that is both uncertain and far from all that were picked before it (greedy k-centre weighed by uncertainty), so
 * that people are not asked the same thing twice. Answers up to `count` rows, each with how unlike
 * those picked before it it is, 0 … 1 (null for the first). Without uncertainties every row counts the same, and the
 * rows spread over the data.
 * Sources: O. Sener, S. Savarese, Active learning for convolutional neural networks: a core-set approach, 2018;
 * K. Wei, R. Iyer, J. Bilmes, Submodularity in data subset selection and active learning, 2015 (filtering first).
 */
export function pickRows(
  sketches: readonly Float32Array[],
  uncertainties: readonly number[] | null,
  count: number,
): { row: number; apart: number | null }[] {
  const rows = Array.from(sketches, (_sketch, row) => row)
  if (uncertainties) rows.sort((a, b) => (uncertainties[b] ?? 0) - (uncertainties[a] ?? 0) || a - b)
  const candidates = uncertainties
    ? rows.slice(0, count * candidatesPerPick)
    : spread(rows, count * candidatesPerPick)
  const distance = new Float32Array(candidates.length).fill(1)
  const taken = new Uint8Array(candidates.length)
  const picked: { row: number; apart: number | null }[] = []
  while (picked.length < Math.min(count, candidates.length)) {
    let best = -1
    let bestWorth = Number.NEGATIVE_INFINITY
    for (let c = 0; c < candidates.length; c++) {
      if (taken[c]) continue
      const worth = (uncertainties?.[candidates[c]!] ?? 1) * distance[c]!
      if (worth > bestWorth) {
        best = c
        bestWorth = worth
      }
    }
    taken[best] = 1
    const row = candidates[best]!
    picked.push({ row, apart: picked.length === 0 ? null : distance[best]! })
    for (let c = 0; c < candidates.length; c++) {
      if (taken[c]) continue
      const apart = 1 - dot(sketches[row]!, sketches[candidates[c]!]!)
      if (apart < distance[c]!) distance[c] = Math.max(0, apart)
    }
  }
  return picked
}

/** At most so many of them, evenly. */
function spread(rows: number[], most: number): number[] {
  if (rows.length <= most) return rows
  return Array.from({ length: most }, (_row, i) => rows[Math.floor((i * rows.length) / most)]!)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let d = 0; d < dimensions; d++) sum += a[d]! * b[d]!
  return sum
}
