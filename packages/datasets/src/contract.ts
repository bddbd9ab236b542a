import type { ArchiveLimits } from './archive/open-archive.ts'
import type {
  ColumnQuestion,
  DatasetProfile,
  DatasetRow,
  IngestOptions,
  IngestProgress,
  IngestReport,
  RowFilter,
  RowSort,
} from './schema/index.ts'

export type IngestLimits = {
  /** Default 10,000,000. */
  maxRows: number
  /** Default 10,000. */
  maxClasses: number
  /** Bytes of one cell in UTF-8; default 1,000,000. A whole row may hold four times as much. */
  maxCellBytes: number
  /** Default 2,000. */
  maxColumns: number
}

export const ingestDefaults: IngestLimits = {
  maxRows: 10_000_000,
  maxClasses: 10_000,
  maxCellBytes: 1_000_000,
  maxColumns: 2000,
}

export type IngestInput = {
  sourcePath: string
  /** As the person named it; only its extension is read. */
  fileName: string
  /** Where the Parquet file appears, whole or not at all. */
  outputPath: string
  /** Where rows without a label go, a JSON object `{ input }` per line; left out, they are refused. */
  unlabelledPath?: string
  /** An existing folder on a roomy disk; nothing of ours stays in it. */
  /** Where all refused rows go, a CSV to be mended and sent again; left out, only the report names the first ones. */
  refusedPath?: string
  scratchDir: string
  options: IngestOptions
  /** The version of texts or of a table whose next one this is: its columns, types and label hold, its rows come first. */
  appendTo?: { path: string; profile: DatasetProfile }
  /** The workspace's own; only where pseudonyms are asked for. */
  pseudonymKey?: Uint8Array
  /** Milliseconds; only for the report's `seconds`. */
  now: () => number
  onProgress?: (progress: IngestProgress) => void
  signal?: AbortSignal
  limits?: Partial<IngestLimits>
  archiveLimits?: Partial<ArchiveLimits>
}

export type IngestOutcome =
  | {
      status: 'ready'
      profile: DatasetProfile
      report: IngestReport
      /** Of the version's logical content (columns, types, values, splits): equal for equal uploads. */
      sha256: string
      /** Size of the Parquet file. */
      bytes: number
    }
  | { status: 'needs_label'; question: ColumnQuestion }
  /** Every row was set aside to be labelled. */
  | { status: 'unlabelled'; kind: 'text' | 'table'; report: IngestReport }

export type PageRowsInput = {
  path: string
  profile: DatasetProfile
  offset: number
  limit: number
  /** Left out, every row. */
  filter?: RowFilter
  /** Left out, in their own order. */
  sort?: RowSort | null
}

export type RowPage = { rows: DatasetRow[]; total: number }

export type ReadClipInput = {
  path: string
  profile: DatasetProfile
  /** `__row` of a version of sounds. */
  row: number
}

/** The labels of row r are `labels` from `offsets[r]` to `offsets[r + 1]`, as indices that rise. */
export type LabelSets = { offsets: Int32Array; labels: Int32Array }

type EverySplit = {
  /** Index into the examples' `labels`; all zero where rows have several, which are then in `labelSets`. */
  labels: Int32Array
  labelSets?: LabelSets
  /** How much each row counts; left out, 1. */
  weights?: Float32Array
  /** `__row` of each example. */
  rowNumbers: Int32Array
}

export type TextSplit = EverySplit & { kind: 'text'; texts: string[] }

export type TableColumn = {
  name: string
  type: 'number' | 'category' | 'boolean' | 'date'
  /** Numbers as numbers, dates as milliseconds since 1970 UTC, categories as strings; null where absent. */
  values: (string | number | boolean | null)[]
}

export type TableSplit = EverySplit & { kind: 'table'; columns: TableColumn[] }

export type ImageSplit = EverySplit & {
  kind: 'image'
  width: number
  height: number
  channels: 1 | 3
  /** Rows × height × width × channels. */
  pixels: Uint8Array
}

export type AudioSplit = EverySplit & {
  kind: 'audio'
  /** Samples a second. */
  rate: number
  /** Mono, signed 16 bits, clip after clip. */
  samples: Int16Array
  /** Rows + 1: where each clip begins, and where the last one ends. */
  offsets: Int32Array
}

export type Split = TextSplit | TableSplit | ImageSplit | AudioSplit

/** A version as a classifier takes it; rows in file order, `labels` in code-unit order. */
export type DatasetExamples = { labels: string[]; train: Split; validation: Split; test: Split }
