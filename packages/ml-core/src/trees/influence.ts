/** Powers of two that a second derivative is told apart by; smaller ones count as the last. */
const powers = 64
const scratch = new Float32Array(1)
const bits = new Uint32Array(scratch.buffer)

/**
 * Influence trimming (Friedman 2001, “Greedy function approximation”, section 4.5.1): rows that the model is
 * already sure of have next to no second derivative. Leaves out as many of those as together hold no more
 * than `share` of the sum; returns the others in their order, or all where trimming would leave most of them.
 */
export function influentialRows(
  rows: Int32Array,
  curvatures: Float32Array,
  share: number,
  into: Int32Array,
): Int32Array {
  const sums = new Float64Array(powers)
  let total = 0
  for (let i = 0; i < rows.length; i++) {
    const curvature = curvatures[rows[i]]
    sums[powerOf(curvature)] += curvature
    total += curvature
  }
  let trimmed = 0
  let power = powers
  while (power > 1 && trimmed + sums[power - 1] <= share * total) trimmed += sums[--power]
  // Every second derivative below this belongs to a trimmed power.
  const least = 2 ** (1 - power)
  let kept = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    into[kept] = row
    kept += curvatures[row] >= least ? 1 : 0
  }
  return kept * 4 > rows.length * 3 ? rows : into.subarray(0, kept)
}

/** n for curvatures in [2⁻ⁿ, 2¹⁻ⁿ), from the exponent of the float. */
function powerOf(curvature: number): number {
  scratch[0] = curvature
  const power = 127 - (bits[0] >>> 23)
  return power < powers ? power : powers - 1
}
