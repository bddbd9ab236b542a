import { fitInverseTemperature } from '../calibration/temperature.ts'
import type { ScoredRows } from './scored-rows.ts'

/** Fewer held rows than this say less about the temperature than the fit itself does. */
const leastRows = 100

/** The inverse temperature that suits the held rows best, 1 where they are few. */
export function fitTemperature(held: readonly ScoredRows[]): number {
  const rows = held.reduce((total, { labels }) => total + labels.length, 0)
  if (rows < leastRows) return 1
  const outputs = held[0].scores.length
  const scores = new Float32Array(rows * outputs)
  const labels = new Int32Array(rows)
  let from = 0
  for (const part of held) {
    labels.set(part.labels, from)
    part.scores.forEach((own, k) => {
      // One output is the log-odds, which stand for the scores −s and s of half their size.
      for (let i = 0; i < own.length; i++)
        scores[(from + i) * outputs + k] = outputs === 1 ? own[i] / 2 : own[i]
    })
    from += part.labels.length
  }
  return fitInverseTemperature(scores, labels, outputs)
}
