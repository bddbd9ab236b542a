import { Random, range } from '../random.ts'

/** All rows, or `most` of them drawn at random; in their order. */
export function sampleRows(rows: number, most: number, seed: number): Int32Array {
  const order = range(rows)
  if (rows <= most) return order
  new Random(seed).shuffle(order)
  return order.slice(0, most).sort()
}
