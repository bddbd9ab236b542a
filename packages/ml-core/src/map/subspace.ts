import type { SparseMatrix } from '../linear/sparse-matrix.ts'
import type { Pacer } from '../pacing.ts'
import type { Random } from '../random.ts'

const rounds = 4

/**
 * The rows in the `size` directions in which they differ most: a truncated SVD by subspace iteration (Halko et al.
 * 2011, algorithm 4.4). Rows × size; a matrix of no more columns comes back as it is.
 */
export async function projectRows(
  matrix: SparseMatrix,
  size: number,
  random: Random,
  pacer: Pacer,
): Promise<{ vectors: Float32Array; size: number }> {
  const { rows, columns } = matrix
  if (columns <= size) return { vectors: toDense(matrix), size: columns }
  const width = Math.min(size, rows)
  const basis = Float32Array.from({ length: columns * width }, () => random.next() - 0.5)
  let projected: Float32Array = new Float32Array(rows * width)
  for (let round = 0; round <= rounds; round++) {
    orthonormalise(basis, columns, width)
    projected = await times(matrix, basis, width, pacer)
    if (round === rounds) break
    await timesTransposed(matrix, projected, width, basis, pacer)
  }
  return { vectors: projected, size: width }
}

function toDense({ rows, columns, offsets, indices, values }: SparseMatrix): Float32Array {
  const dense = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++)
    for (let t = offsets[r]; t < offsets[r + 1]; t++) dense[r * columns + indices[t]] = values[t]
  return dense
}

async function times(
  { rows, offsets, indices, values }: SparseMatrix,
  basis: Float32Array,
  width: number,
  pacer: Pacer,
): Promise<Float32Array> {
  const out = new Float32Array(rows * width)
  for (let r = 0; r < rows; r++) {
    for (let t = offsets[r]; t < offsets[r + 1]; t++) {
      const from = indices[t] * width
      const value = values[t]
      for (let k = 0; k < width; k++) out[r * width + k] += value * basis[from + k]
    }
    if (pacer.due) await pacer.breathe()
  }
  return out
}

async function timesTransposed(
  { rows, offsets, indices, values }: SparseMatrix,
  vectors: Float32Array,
  width: number,
  out: Float32Array,
  pacer: Pacer,
): Promise<void> {
  out.fill(0)
  for (let r = 0; r < rows; r++) {
    for (let t = offsets[r]; t < offsets[r + 1]; t++) {
      const to = indices[t] * width
      const value = values[t]
      for (let k = 0; k < width; k++) out[to + k] += value * vectors[r * width + k]
    }
    if (pacer.due) await pacer.breathe()
  }
}

/** Modified Gram–Schmidt over the `width` columns of a row-major matrix, in place. */
function orthonormalise(basis: Float32Array, rows: number, width: number): void {
  for (let k = 0; k < width; k++) {
    for (let j = 0; j < k; j++) {
      let dot = 0
      for (let r = 0; r < rows; r++) dot += basis[r * width + k] * basis[r * width + j]
      for (let r = 0; r < rows; r++) basis[r * width + k] -= dot * basis[r * width + j]
    }
    let squares = 0
    for (let r = 0; r < rows; r++) squares += basis[r * width + k] ** 2
    const scale = squares > 1e-20 ? 1 / Math.sqrt(squares) : 0
    for (let r = 0; r < rows; r++) basis[r * width + k] *= scale
  }
}
