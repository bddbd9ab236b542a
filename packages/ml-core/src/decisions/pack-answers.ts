import { toBase64 } from '../bundle/binary.ts'
import { Random, range } from '../random.ts'
import type { TestAnswers } from '../schema/index.ts'
import { probabilitySteps } from './read-answers.ts'

/** Probabilities that a report carries at most: forty kilobytes. */
const mostCells = 20_000

/** Keeps the answers to the rows, or to a random sample of as many as a report can carry. */
export function packAnswers(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
  seed: number,
): TestAnswers {
  const order = range(actual.length)
  new Random(seed).shuffle(order)
  const rows = order.subarray(0, Math.floor(mostCells / classes)).sort()
  const bytes = new Uint8Array(rows.length * classes * 2)
  rows.forEach((row, at) => {
    for (let k = 0; k < classes; k++) {
      const step = Math.round(probabilities[row * classes + k] * probabilitySteps)
      bytes[(at * classes + k) * 2] = step & 255
      bytes[(at * classes + k) * 2 + 1] = step >> 8
    }
  })
  return {
    rows: rows.length,
    actual: Array.from(rows, (row) => actual[row]),
    probabilities: toBase64(bytes),
  }
}
