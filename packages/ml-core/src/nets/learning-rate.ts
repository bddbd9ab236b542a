import type { Schedule } from '../schema/search.ts'

/** Share of the steps over which a cosine schedule warms up. */
const warmUp = 0.05
/** Epochs in a row without a lower validation loss after which a plateau halves the rate. */
const plateau = 2

/**
 * The learning rate of a step (0-based) of `steps`. `cosine`: rises to `base` over the first steps, then falls
 * to nothing along half a cosine (Loshchilov & Hutter 2017, without restarts). `plateau`: halved whenever the
 * validation loss, given per finished epoch, has stopped falling.
 */
export function learningRateAt(
  schedule: Schedule,
  base: number,
  step: number,
  steps: number,
  losses: readonly (number | null)[],
): number {
  if (schedule === 'constant') return base
  if (schedule === 'plateau') return base * 0.5 ** halvings(losses)
  const warm = Math.max(1, Math.round(steps * warmUp))
  if (step < warm) return (base * (step + 1)) / warm
  return (base / 2) * (1 + Math.cos((Math.PI * (step - warm)) / Math.max(1, steps - warm)))
}

function halvings(losses: readonly (number | null)[]): number {
  let best = Number.POSITIVE_INFINITY
  let waited = 0
  let times = 0
  for (const loss of losses) {
    if (loss === null) return 0
    waited = loss < best ? 0 : waited + 1
    best = Math.min(best, loss)
    if (waited < plateau) continue
    times++
    waited = 0
  }
  return times
}
