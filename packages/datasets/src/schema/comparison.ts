import type { ColumnRole, ColumnType } from './index.ts'

/** Rows that changed in one way: how many, the first thousand by number, and some of them. */
export type RowChange = {
  count: number
  /** Of the later version; of rows that are gone, of the earlier one. */
  rows: number[]
  examples: {
    row: number
    excerpt: string
    /** Empty on the side on which the row is not. */
    label: { from: string; to: string }
    split: { from: string; to: string }
  }[]
}

export type ClassShift = { label: string; from: number; to: number }

type ColumnState = { type: ColumnType; role: ColumnRole }

export type VersionComparison = {
  /** Rows that stand in both, whatever their label and split. */
  kept: number
  changes: { added: RowChange; removed: RowChange; relabelled: RowChange; moved: RowChange }
  columns: {
    added: string[]
    removed: string[]
    changed: { name: string; from: ColumnState; to: ColumnState }[]
  }
  classes: ClassShift[]
  /** 0 … 1, over the shares of the classes. */
  totalVariation: number
}
