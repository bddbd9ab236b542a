import type { Pacer } from '../pacing.ts'

/** Of each row its nearest others, nearest first: rows × `count`. */
export type Neighbours = { count: number; rows: Int32Array; distances: Float32Array }

/** Exact, by comparing every pair: a map has some thousand rows. */
export async function findNearest(
  vectors: Float32Array,
  size: number,
  count: number,
  pacer: Pacer,
): Promise<Neighbours> {
  const rows = vectors.length / size
  const found: Neighbours = {
    count,
    rows: new Int32Array(rows * count),
    distances: new Float32Array(rows * count).fill(Number.POSITIVE_INFINITY),
  }
  for (let i = 0; i < rows; i++) {
    const worst = i * count + count - 1
    for (let j = 0; j < rows; j++) {
      if (j === i) continue
      let squares = 0
      for (let k = 0; k < size; k++) {
        const gap = vectors[i * size + k] - vectors[j * size + k]
        squares += gap * gap
      }
      if (squares < found.distances[worst]) insert(found, i * count, worst, j, squares)
    }
    if (pacer.due) await pacer.breathe()
  }
  for (let t = 0; t < found.distances.length; t++) found.distances[t] = Math.sqrt(found.distances[t])
  return found
}

function insert(
  { rows, distances }: Neighbours,
  from: number,
  worst: number,
  row: number,
  distance: number,
): void {
  let at = worst
  while (at > from && distances[at - 1] > distance) {
    distances[at] = distances[at - 1]
    rows[at] = rows[at - 1]
    at--
  }
  distances[at] = distance
  rows[at] = row
}
