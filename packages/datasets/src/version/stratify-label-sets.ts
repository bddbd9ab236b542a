/** The labels of each row side by side: those of row r lie in `labels` from `offsets[r]` to `offsets[r + 1]`. */
export type RowLabels = { offsets: Int32Array; labels: Int32Array; classes: number }

/** A label with fewer rows gives none of them away. */
const smallestSplitLabel = 3
const heldShare = 0.1
const splits = 3

/**
 * Gives every row 0 (train), 1 (validation) or 2 (test) by iterative stratification (Sechidis, Tsoumakas &
 * Vlahavas 2011): the rarest label's rows are placed first, each where that label is wanted most, then where
 * most rows are wanted. The held splits want a tenth of each label's rows, at least one from three rows on.
 * Rows are taken in the order given; those without labels come last.
 */
export function stratifyLabelSets({ offsets, labels, classes }: RowLabels): Uint8Array {
  const rows = offsets.length - 1
  const split = new Uint8Array(rows)
  const isPlaced = new Uint8Array(rows)
  const { starts, rowsOf } = rowsByLabel({ offsets, labels, classes })
  const remaining = Int32Array.from({ length: classes }, (_, k) => (starts[k + 1] ?? 0) - (starts[k] ?? 0))
  const wanted = new Int32Array(classes * splits)
  remaining.forEach((count, k) => {
    wanted.set(shareOut(count), k * splits)
  })
  const wantedRows = shareOut(rows)

  const place = (row: number, label: number | null) => {
    let best = 0
    for (let s = 1; s < splits; s++) {
      const gap =
        label === null ? 0 : (wanted[label * splits + s] ?? 0) - (wanted[label * splits + best] ?? 0)
      if (gap > 0 || (gap === 0 && (wantedRows[s] ?? 0) > (wantedRows[best] ?? 0))) best = s
    }
    split[row] = best
    isPlaced[row] = 1
    wantedRows[best] = (wantedRows[best] ?? 0) - 1
    for (let t = offsets[row] ?? 0; t < (offsets[row + 1] ?? 0); t++) {
      const own = labels[t] ?? 0
      wanted[own * splits + best] = (wanted[own * splits + best] ?? 0) - 1
      remaining[own] = (remaining[own] ?? 0) - 1
    }
  }
  for (let label = rarest(remaining); label >= 0; label = rarest(remaining))
    for (let t = starts[label] ?? 0; t < (starts[label + 1] ?? 0); t++) {
      const row = rowsOf[t] ?? 0
      if (isPlaced[row] === 0) place(row, label)
    }
  for (let row = 0; row < rows; row++) if (isPlaced[row] === 0) place(row, null)
  return split
}

function shareOut(count: number): number[] {
  const held = count < smallestSplitLabel ? 0 : Math.max(1, Math.round(count * heldShare))
  return [count - 2 * held, held, held]
}

/** The label with the fewest rows left to place; −1 where none has any. */
function rarest(remaining: Int32Array): number {
  let best = -1
  for (let k = 0; k < remaining.length; k++) {
    const count = remaining[k] ?? 0
    if (count > 0 && (best < 0 || count < (remaining[best] ?? 0))) best = k
  }
  return best
}

function rowsByLabel({ offsets, labels, classes }: RowLabels): { starts: Int32Array; rowsOf: Int32Array } {
  const starts = new Int32Array(classes + 1)
  for (const label of labels) starts[label + 1] = (starts[label + 1] ?? 0) + 1
  for (let k = 0; k < classes; k++) starts[k + 1] = (starts[k + 1] ?? 0) + (starts[k] ?? 0)
  const next = starts.slice()
  const rowsOf = new Int32Array(labels.length)
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let t = offsets[row] ?? 0; t < (offsets[row + 1] ?? 0); t++) {
      const label = labels[t] ?? 0
      const at = next[label] ?? 0
      rowsOf[at] = row
      next[label] = at + 1
    }
  return { starts, rowsOf }
}
