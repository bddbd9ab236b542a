import type { Pacer } from '../pacing.ts'

/** Returns the value at `at` and writes the gradient there. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number

export interface MinimiseOptions {
  mostRounds: number
  /** Stops when no part of the gradient is larger. */
  tolerance: number
  /** Stops when a round gains less, relative to the value. */
  leastGain: number
}

const memory = 10

/**
 * Limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.5) with a backtracking Armijo line search, in
 * place; pairs that would break positive definiteness are left out.
 */
export async function minimise(
  objective: Objective,
  at: Float64Array,
  options: MinimiseOptions,
  pacer: Pacer,
): Promise<number> {
  const size = at.length
  const gradient = new Float64Array(size)
  const nextGradient = new Float64Array(size)
  const next = new Float64Array(size)
  const pairs: { step: Float64Array; change: Float64Array; rho: number }[] = []
  let value = objective(at, gradient)
  for (let round = 0; round < options.mostRounds; round++) {
    if (largest(gradient) <= options.tolerance) break
    const direction = descentDirection(gradient, pairs)
    const slope = dot(direction, gradient)
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1
    let nextValue = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < 30; attempt++) {
      for (let i = 0; i < size; i++) next[i] = at[i] + length * direction[i]
      nextValue = objective(next, nextGradient)
      if (pacer.due) await pacer.breathe()
      if (nextValue <= value + 1e-4 * length * slope) break
      length /= 2
    }
    if (!(nextValue < value)) break
    const step = new Float64Array(size)
    const change = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      step[i] = next[i] - at[i]
      change[i] = nextGradient[i] - gradient[i]
    }
    const curvature = dot(step, change)
    if (curvature > 1e-12) {
      pairs.push({ step, change, rho: 1 / curvature })
      if (pairs.length > memory) pairs.shift()
    }
    at.set(next)
    gradient.set(nextGradient)
    const gained = value - nextValue
    value = nextValue
    if (gained <= options.leastGain * Math.abs(value)) break
  }
  return value
}

function descentDirection(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; rho: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value)
  const shares = new Float64Array(pairs.length)
  for (let p = pairs.length - 1; p >= 0; p--) {
    shares[p] = pairs[p].rho * dot(pairs[p].step, direction)
    addScaled(direction, pairs[p].change, -shares[p])
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change))
    for (let i = 0; i < direction.length; i++) direction[i] *= scale
  }
  for (let p = 0; p < pairs.length; p++) {
    const share = pairs[p].rho * dot(pairs[p].change, direction)
    addScaled(direction, pairs[p].step, shares[p] - share)
  }
  return direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i] * b[i]
  return total
}

function addScaled(to: Float64Array, from: Float64Array, scale: number): void {
  for (let i = 0; i < to.length; i++) to[i] += scale * from[i]
}

function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}
