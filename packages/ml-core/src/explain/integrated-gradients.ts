/** A place on the straight line from a baseline (0) to an input (1). */
export interface PathPoint {
  /** What is explained, at this place. */
  score: number
  /** Per part of the input its distance from the baseline times the gradient there; sums to the score's slope. */
  rates: Float64Array
}

/** Stretches that the line is cut into at first, and the halvings of one at most. */
const stretches = 8
const mostHalvings = 10

/**
 * Integrated gradients (Sundararajan et al. 2017): the share of each part in score(input) − score(baseline). A
 * stretch of the line is halved until its shares sum to the score's change over it, so that all shares together
 * miss the whole change by at most `tolerance`, or by what ten halvings leave where a net bends sharply.
 */
export function integrateGradients(
  parts: number,
  at: (place: number) => PathPoint,
  tolerance = 1e-3,
): Float64Array {
  const shares = new Float64Array(parts)
  const integrate = (from: number, before: number, to: number, after: number, halvings: number): void => {
    const middle = (from + to) / 2
    const { score, rates } = at(middle)
    const length = to - from
    const missed = Math.abs(sum(rates) * length - (after - before))
    if (missed > tolerance * length && halvings < mostHalvings) {
      // The callback may reuse its rates: nothing of them is needed below.
      integrate(from, before, middle, score, halvings + 1)
      integrate(middle, score, to, after, halvings + 1)
      return
    }
    for (let part = 0; part < parts; part++) shares[part] += rates[part] * length
  }
  let before = at(0).score
  for (let stretch = 0; stretch < stretches; stretch++) {
    const to = (stretch + 1) / stretches
    const after = at(to).score
    integrate(stretch / stretches, before, to, after, 0)
    before = after
  }
  return shares
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
