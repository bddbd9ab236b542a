import { mostBins } from './feature-spec.ts'

/** Values looked at; the quantiles of more would hardly differ. */
const mostValues = 200_000

/**
 * Cuts between at most 255 bins: between all values where those are few, otherwise such that the bins hold
 * about equally many values, a frequent value having a bin to itself (as LightGBM's greedy binning).
 */
export function learnCuts(values: Float64Array): number[] {
  const sorted = thinned(values).sort()
  const { distinct, counts } = countDistinct(sorted)
  const cuts: number[] = []
  if (distinct.length <= mostBins) {
    for (let i = 1; i < distinct.length; i++) cuts.push(between(distinct[i - 1], distinct[i]))
    return cuts
  }
  let rowsLeft = sorted.length
  let inBin = 0
  for (let i = 0; i < distinct.length - 1 && cuts.length < mostBins - 1; i++) {
    inBin += counts[i]
    const share = rowsLeft / (mostBins - cuts.length)
    if (inBin < share && inBin + counts[i + 1] / 2 < share) continue
    cuts.push(between(distinct[i], distinct[i + 1]))
    rowsLeft -= inBin
    inBin = 0
  }
  return cuts
}

/** Evenly spread, so that the choice depends on nothing but the data. */
function thinned(values: Float64Array): Float64Array {
  if (values.length <= mostValues) return values.slice()
  const step = values.length / mostValues
  return Float64Array.from({ length: mostValues }, (_, i) => values[Math.floor(i * step)])
}

function countDistinct(sorted: Float64Array): { distinct: number[]; counts: number[] } {
  const distinct: number[] = []
  const counts: number[] = []
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) {
      counts[counts.length - 1]++
    } else {
      distinct.push(sorted[i])
      counts.push(1)
    }
  }
  return { distinct, counts }
}

/** A number that `low` is not above and `high` is; halved first, because the sum may overflow. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle >= low && middle < high ? middle : low
}
