import type { SplitName } from './split-name.ts'

/** How the numbers, dates or lengths of texts of one column are spread. */
export type ColumnHistogram = {
  column: string
  /** `length`: characters of a text. Dates are milliseconds since 1970 UTC. */
  of: 'number' | 'date' | 'length'
  /** `from` ≤ value < `below`; the first bar may have no `from` and the last one no `below`. */
  bars: { from: number | null; below: number | null; count: number }[]
}

/** What of a version can be drawn beyond its profile. */
export type VersionCharts = { histograms: ColumnHistogram[] }

/** Of which classes and splits the rows are that a filter leaves in; the 200 most frequent classes. */
export type MatchingRows = {
  total: number
  splits: Record<SplitName, number>
  classes: { label: string; count: number }[]
}
