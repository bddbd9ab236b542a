import type { TestAnswers } from '../schema/index.ts'

/** Steps that a probability is kept in. */
export const probabilitySteps = 65_535

/** The kept probabilities, rows × classes; null for a report whose answers are not what they say. */
export function readAnswers(
  { rows, actual, probabilities }: TestAnswers,
  classes: number,
): Float32Array | null {
  const text = atob(probabilities)
  if (actual.length !== rows || text.length !== rows * classes * 2) return null
  return Float32Array.from(
    { length: rows * classes },
    (_, at) => (text.charCodeAt(2 * at) + 256 * text.charCodeAt(2 * at + 1)) / probabilitySteps,
  )
}
