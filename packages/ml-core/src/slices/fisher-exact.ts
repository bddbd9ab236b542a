/**
 * Two-sided p-value of Fisher's exact test (1922) for the table [[a, b], [c, d]]: the chance, margins given,
 * of a table that is no more likely than this one (as SciPy and R reckon it).
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const first = a + b
  const second = c + d
  const column = a + c
  const lowest = Math.max(0, column - second)
  const highest = Math.min(first, column)
  // ln of each table's chance but for a constant, from one table to the next.
  const chances = new Float64Array(highest - lowest + 1)
  for (let x = lowest + 1; x <= highest; x++)
    chances[x - lowest] =
      chances[x - lowest - 1] + Math.log(((first - x + 1) * (column - x + 1)) / (x * (second - column + x)))
  const top = chances.reduce((most, chance) => Math.max(most, chance), Number.NEGATIVE_INFINITY)
  const own = chances[a - lowest]
  let asRare = 0
  let all = 0
  for (const chance of chances) {
    const weight = Math.exp(chance - top)
    all += weight
    if (chance <= own + 1e-7) asRare += weight
  }
  return Math.min(1, asRare / all)
}

/** Holm's step-down adjustment (1979): each p-value as if it were the only one looked at. */
export function holmAdjusted(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value)
  const adjusted = new Array<number>(values.length).fill(1)
  let highest = 0
  order.forEach(({ value, at }, rank) => {
    highest = Math.max(highest, Math.min(1, value * (values.length - rank)))
    adjusted[at] = highest
  })
  return adjusted
}
