import { fitInverseTemperature } from '../calibration/temperature.ts'
import type { ScoredRows } from './scored-rows.ts'

/** Fewer held rows than this say less about the temperature than the fit itself does. */
const leastRows = 100

/** The inverse temperature that suits the held rows best, 1 where they are few. */
export function fitTemperature(held: readonly ScoredRows[]): number {
  if (held.reduce((total, { targets }) => total + targets.rows, 0) < leastRows) return 1
  const parts = held.map(({ targets, scores }) => targets.cases(scores))
  const { outputs } = parts[0]
  const cases = parts.reduce((total, { labels }) => total + labels.length, 0)
  const scores = new Float32Array(cases * outputs)
  const labels = new Int32Array(cases)
  let from = 0
  for (const part of parts) {
    scores.set(part.scores, from * outputs)
    labels.set(part.labels, from)
    from += part.labels.length
  }
  return fitInverseTemperature(scores, labels, outputs)
}
