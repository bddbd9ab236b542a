import { z } from 'zod'
import { softmaxInto } from './temperature.ts'

/**
 * How scores become probabilities. `softmax`: classes exclude each other, and two of them share one score.
 * `sigmoid`: labels are independent, each with a score that is its log-odds.
 */
export const linkSchema = z.enum(['softmax', 'sigmoid'])
export type Link = z.infer<typeof linkSchema>

/** Scores that stand for so many classes. */
export function outputsFor(link: Link, classes: number): number {
  return link === 'softmax' && classes === 2 ? 1 : classes
}

/** Writes one probability per class to `out[at …]`. */
export function probabilitiesInto(
  link: Link,
  scores: Float32Array | Float64Array,
  inverseTemperature: number,
  out: Float32Array,
  at: number,
): void {
  if (link === 'softmax') softmaxInto(scores, scores.length, inverseTemperature, out, at)
  else
    for (let k = 0; k < scores.length; k++) out[at + k] = 1 / (1 + Math.exp(-inverseTemperature * scores[k]))
}
