/** Powers of two that sizes of gradients are told apart by; smaller ones count as the last. */
const powers = 64

/**
 * Leaves out the rows that the model is already sure of, as Friedman's influence trimming does (2001, “Greedy
 * function approximation”, section 4.5.1): as many of the smallest gradients as together hold no more than
 * `share` of the sum of their sizes. `pairs` holds gradient and second derivative of every row; the rows that
 * stay are written to `into` in their order, and their number is returned.
 */
export function influentialRows(pairs: Float32Array, share: number, into: Int32Array): number {
  const bits = new Uint32Array(pairs.buffer, pairs.byteOffset, pairs.length)
  const least = leastExponent(pairs, bits, share)
  let kept = 0
  for (let row = 0; row < into.length; row++) {
    into[kept] = row
    kept += exponentOf(bits[2 * row]) >= least ? 1 : 0
  }
  return kept
}

/** Biased exponent of the smallest gradients that stay. */
function leastExponent(pairs: Float32Array, bits: Uint32Array, share: number): number {
  const sums = new Float64Array(powers)
  const lowest = 128 - powers
  let total = 0
  for (let i = 0; i < pairs.length; i += 2) {
    const size = Math.abs(pairs[i])
    const slot = exponentOf(bits[i]) - lowest
    sums[Math.max(slot, 0)] += size
    total += size
  }
  let trimmed = 0
  let slot = 0
  while (slot < powers - 1 && trimmed + sums[slot] <= share * total) trimmed += sums[slot++]
  return slot === 0 ? 0 : slot + lowest
}

/** Of a 32-bit float, biased by 127. */
function exponentOf(bits: number): number {
  return (bits >>> 23) & 0xff
}
