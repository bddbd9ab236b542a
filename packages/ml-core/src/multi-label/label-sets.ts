/** The labels of each row side by side: those of row r lie in `labels` from `offsets[r]` to `offsets[r + 1]`, rising. */
export interface LabelSets {
  /** Rows + 1. */
  offsets: Int32Array
  /** Indices into the `labels` that go with the examples. */
  labels: Int32Array
}

/** 1 for every row that has the label, 0 for the others. */
export function hasLabel({ offsets, labels }: LabelSets, label: number): Int32Array {
  const yes = new Int32Array(offsets.length - 1)
  for (let row = 0; row < yes.length; row++)
    for (let t = offsets[row]; t < offsets[row + 1]; t++) if (labels[t] === label) yes[row] = 1
  return yes
}

/** Rows × labels, 1 where the row has the label. */
export function indicatorMatrix({ offsets, labels }: LabelSets, classes: number): Uint8Array {
  const matrix = new Uint8Array((offsets.length - 1) * classes)
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let t = offsets[row]; t < offsets[row + 1]; t++) matrix[row * classes + labels[t]] = 1
  return matrix
}

/** In how many rows each label occurs. */
export function countLabels({ labels }: LabelSets, classes: number): Int32Array {
  const counts = new Int32Array(classes)
  for (const label of labels) counts[label]++
  return counts
}

export function selectSets({ offsets, labels }: LabelSets, rows: ArrayLike<number>): LabelSets {
  const chosen = new Int32Array(rows.length + 1)
  for (let at = 0; at < rows.length; at++)
    chosen[at + 1] = chosen[at] + offsets[rows[at] + 1] - offsets[rows[at]]
  const kept = new Int32Array(chosen[rows.length])
  for (let at = 0; at < rows.length; at++)
    kept.set(labels.subarray(offsets[rows[at]], offsets[rows[at] + 1]), chosen[at])
  return { offsets: chosen, labels: kept }
}

export function joinSets(first: LabelSets, second: LabelSets): LabelSets {
  const shifted = second.offsets.subarray(1).map((offset) => offset + first.labels.length)
  return {
    offsets: Int32Array.from([...first.offsets, ...shifted]),
    labels: Int32Array.from([...first.labels, ...second.labels]),
  }
}
