import type { SparseMatrix } from './sparse-matrix.ts'

/**
 * Writes all outputs' scores of a row. `weights` is (columns + 1) × stride, the last row the biases; the
 * stride is a multiple of four. Eight outputs at a time (then four), so that the sums stay in registers.
 */
export function scoreOutputs(
  { offsets, indices, values, columns }: SparseMatrix,
  weights: Float32Array,
  stride: number,
  row: number,
  score: Float64Array,
): void {
  const start = offsets[row]
  const end = offsets[row + 1]
  const bias = columns * stride
  let k = 0
  for (; k + 8 <= stride; k += 8) {
    let a = weights[bias + k]
    let b = weights[bias + k + 1]
    let c = weights[bias + k + 2]
    let d = weights[bias + k + 3]
    let e = weights[bias + k + 4]
    let f = weights[bias + k + 5]
    let g = weights[bias + k + 6]
    let h = weights[bias + k + 7]
    for (let t = start; t < end; t++) {
      const value = values[t]
      const base = indices[t] * stride + k
      a += value * weights[base]
      b += value * weights[base + 1]
      c += value * weights[base + 2]
      d += value * weights[base + 3]
      e += value * weights[base + 4]
      f += value * weights[base + 5]
      g += value * weights[base + 6]
      h += value * weights[base + 7]
    }
    score[k] = a
    score[k + 1] = b
    score[k + 2] = c
    score[k + 3] = d
    score[k + 4] = e
    score[k + 5] = f
    score[k + 6] = g
    score[k + 7] = h
  }
  if (k === stride) return
  let a = weights[bias + k]
  let b = weights[bias + k + 1]
  let c = weights[bias + k + 2]
  let d = weights[bias + k + 3]
  for (let t = start; t < end; t++) {
    const value = values[t]
    const base = indices[t] * stride + k
    a += value * weights[base]
    b += value * weights[base + 1]
    c += value * weights[base + 2]
    d += value * weights[base + 3]
  }
  score[k] = a
  score[k + 1] = b
  score[k + 2] = c
  score[k + 3] = d
}
