import type { SparseMatrix } from '../linear/sparse-matrix.ts'

/** Mean of each input over the rows. */
export function columnMeans(matrix: SparseMatrix): number[] {
  const means: number[] = new Array(matrix.columns).fill(0)
  for (let t = 0; t < matrix.values.length; t++) means[matrix.indices[t]] += matrix.values[t] / matrix.rows
  return means
}
