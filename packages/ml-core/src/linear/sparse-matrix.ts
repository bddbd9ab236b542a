/** Compressed sparse rows: row r has `indices` and `values` from `offsets[r]` up to `offsets[r + 1]`. */
export interface SparseMatrix {
  rows: number
  columns: number
  offsets: Int32Array
  indices: Int32Array
  values: Float32Array
}

/** A sparse vector under construction: the first `length` entries count. */
export interface SparseVector {
  length: number
  indices: Int32Array
  values: Float32Array
}
