import { z } from 'zod'
import { columnOptionsSchema, foundPrivacySchema, treatedColumnSchema } from './privacy.ts'
import { splitNameSchema } from './split-name.ts'

export type * from './charts.ts'
export type * from './comparison.ts'
export * from './edits.ts'
export * from './findings.ts'
export * from './preview.ts'
export * from './privacy.ts'
export * from './row-filter.ts'
export * from './row-map.ts'
export * from './split-name.ts'

/** What an example looks like: one text, one row of named columns, one picture or one sound. */
export const dataKindSchema = z.enum(['text', 'table', 'image', 'audio'])
export type DataKind = z.infer<typeof dataKindSchema>

export const columnTypeSchema = z.enum(['text', 'category', 'number', 'boolean', 'date'])
export type ColumnType = z.infer<typeof columnTypeSchema>

/**
 * `ignored` columns are kept in the Parquet file but never reach a classifier (constant, identifier-like, or asked for).
 * `weight`: how much the row counts when a classifier learns from it; never a feature.
 */
export const columnRoleSchema = z.enum(['label', 'text', 'feature', 'weight', 'ignored'])
export type ColumnRole = z.infer<typeof columnRoleSchema>

/**
 * How a cell of the label column is read: `single` as one label, `array` as a JSON array of labels, a mark as
 * labels with that mark between them.
 */
export const labelFormatSchema = z.enum(['single', 'array', '|', ';', ','])
export type LabelFormat = z.infer<typeof labelFormatSchema>

const columnName = z.string().min(1).max(256)

/** What the person decided; everything left out is inferred. */
export const ingestOptionsSchema = z.strictObject({
  kind: z.enum(['text', 'table']).optional(),
  labelColumn: columnName.optional(),
  labelFormat: labelFormatSchema.optional(),
  /** Several columns of 0 and 1, each a label of its own name, in place of one label column. */
  indicatorColumns: z.array(columnName).min(2).max(1000).optional(),
  /** A column of numbers ≥ 0: a row of weight 2 is learned from as if it stood there twice. */
  weightColumn: columnName.optional(),
  /** A column that says of each row whether it is for training, validation or test. */
  splitColumn: columnName.optional(),
  /** For text datasets: the column that holds the text. */
  textColumn: columnName.optional(),
  ignoredColumns: z.array(columnName).max(2000).default([]),
  /** What is decided of single columns. */
  columns: columnOptionsSchema.optional(),
  /** What becomes of personal data that is found in columns of which nothing is said; left out, it stays. */
  personalData: foundPrivacySchema.optional(),
  /** The uploaded file goes once a version was read from it: no other can be, and what it held is in the version alone. */
  dropUpload: z.boolean().optional(),
  /** Its rows are added to those of the dataset's newest version, whose columns hold. */
  append: z.boolean().optional(),
  /** No column holds labels: every row is set aside to be labelled here. */
  unlabelled: z.boolean().optional(),
  seed: z.int().min(0).max(2_147_483_647).default(42),
})
export type IngestOptions = z.infer<typeof ingestOptionsSchema>

export const columnProfileSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  role: columnRoleSchema,
  /** Why the role is `ignored`, in a sentence; null otherwise. */
  note: z.string().nullable(),
  /** Count of rows in which the value is absent. */
  missing: z.int(),
  /** Count of distinct values (approximate above 10,000). */
  distinct: z.int(),
  /** Up to five real values. */
  samples: z.array(z.string()),
  /** Numbers and dates (dates as milliseconds since 1970 UTC). */
  range: z.object({ min: z.number(), max: z.number(), mean: z.number() }).nullable(),
  /** Texts: length in characters. */
  lengths: z.object({ min: z.int(), max: z.int(), mean: z.number() }).nullable(),
  /** Up to ten most frequent values of category and boolean columns. */
  top: z.array(z.object({ value: z.string(), count: z.int() })),
})
export type ColumnProfile = z.infer<typeof columnProfileSchema>

export const classCountSchema = z.object({
  label: z.string(),
  count: z.int(),
  train: z.int(),
  validation: z.int(),
  test: z.int(),
})
export type ClassCount = z.infer<typeof classCountSchema>

export const datasetProfileSchema = z.object({
  kind: dataKindSchema,
  rows: z.int(),
  labelColumn: z.string(),
  textColumn: z.string().nullable(),
  /** The column that says how much each row counts. */
  weightColumn: z.string().optional(),
  /** The column that gave the splits. */
  splitColumn: z.string().optional(),
  /** Present where a row has any number of labels; `classes` then count every label of a row. */
  multiLabel: z
    .object({
      /** How the file has them. */
      format: z.union([labelFormatSchema, z.literal('indicators')]),
      /** Mean number of labels per row. */
      cardinality: z.number(),
      /** Rows without any label. */
      unlabelled: z.int(),
      /** Different sets of labels that occur. */
      combinations: z.int(),
    })
    .optional(),
  columns: z.array(columnProfileSchema),
  /** Sorted by count, then label. */
  classes: z.array(classCountSchema),
  splits: z.record(splitNameSchema, z.int()),
  /** Images: the one size in which the version keeps them, and the sizes in which they came. */
  image: z
    .object({
      width: z.int(),
      height: z.int(),
      channels: z.union([z.literal(1), z.literal(3)]),
      originals: z.object({ smallest: z.string(), largest: z.string(), sizes: z.int() }),
    })
    .optional(),
  /** Sounds: the one rate (samples a second) in which the version keeps them, and what they were when they came. */
  audio: z
    .object({
      rate: z.int(),
      originals: z.object({
        shortestSeconds: z.number(),
        longestSeconds: z.number(),
        totalSeconds: z.number(),
        rates: z.int(),
      }),
    })
    .optional(),
})
export type DatasetProfile = z.infer<typeof datasetProfileSchema>

export const rowIssueSchema = z.object({
  /** 1-based line of the uploaded file on which the row begins; in an archive the file's number by name. */
  line: z.int(),
  code: z.string(),
  reason: z.string(),
  /** The first 200 characters of the row, or of the file's name. */
  excerpt: z.string(),
})
export type RowIssue = z.infer<typeof rowIssueSchema>

export const ingestReportSchema = z.object({
  format: z.enum(['csv', 'jsonl', 'zip', 'parquet']),
  encoding: z.string(),
  /** CSV only. */
  delimiter: z.string().nullable(),
  bytes: z.int(),
  rowsRead: z.int(),
  /** Of the file; where it was added to a version, that one's rows are counted in `appended`. */
  rowsKept: z.int(),
  duplicatesDropped: z.int(),
  rowsRefused: z.int(),
  /** One entry per kind of repair, e.g. `header_whitespace`, `bom`, `ragged_row_padded`. */
  repairs: z.array(
    z.object({ code: z.string(), message: z.string(), count: z.int(), lines: z.array(z.int()) }),
  ),
  /** Where the file was added to a version: that one's rows, and the file's that were among them (same inputs and label). */
  appended: z.object({ rowsBefore: z.int(), known: z.int() }).optional(),
  /** Rows without a label that were set aside to be labelled here. */
  unlabelled: z.int().optional(),
  /** Every refused row up to 1,000; the count above is complete. */
  refused: z.array(rowIssueSchema),
  /** All of them were kept as a file. */
  refusedKept: z.boolean().optional(),
  /** Size of that file. */
  refusedBytes: z.int().optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** What was exchanged or left out before anything of it was kept; present where that was asked for. */
  personalData: z.array(treatedColumnSchema).optional(),
  seconds: z.number(),
})
export type IngestReport = z.infer<typeof ingestReportSchema>

/** A column whose cells seem to list several labels. */
export const labelListSchema = z.object({
  column: z.string(),
  format: labelFormatSchema.exclude(['single']),
  /** Different labels in the rows looked at, and up to twelve of them, most frequent first. */
  count: z.int(),
  labels: z.array(z.string()),
})
export type LabelList = z.infer<typeof labelListSchema>

/** Shown to the person when the label (or text) column cannot be told with confidence. */
export const columnQuestionSchema = z.object({
  reason: z.string(),
  labelLists: z.array(labelListSchema).optional(),
  /** Columns of 0 and 1 that could each be a label of their own. */
  indicators: z.array(z.string()).optional(),
  columns: z.array(columnProfileSchema),
  /** Most likely first. */
  labelCandidates: z.array(z.string()),
  /** The first ten rows as read, header order. */
  preview: z.array(z.array(z.string().nullable())),
})
export type ColumnQuestion = z.infer<typeof columnQuestionSchema>

export const ingestProgressSchema = z.object({
  stage: z.enum(['reading', 'profiling', 'splitting', 'writing']),
  bytesRead: z.int(),
  bytesTotal: z.int(),
  rowsRead: z.int(),
  /** Since the worker began to read. */
  seconds: z.number().optional(),
})
export type IngestProgress = z.infer<typeof ingestProgressSchema>

/** One row as the dashboard pages through it. `row` is the 0-based position in the version. */
export const datasetRowSchema = z.object({
  row: z.int(),
  /** Several labels: put together with commas. */
  label: z.string(),
  /** Where a row has any number of labels, in code-unit order. */
  labels: z.array(z.string()).optional(),
  split: splitNameSchema,
  /** Column → value, the label column left out. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Images: the picture as it is learned from, as a PNG data URL. */
  picture: z.string().optional(),
  /** Sounds: the largest swing in each of equal parts of what is learned from, 0 … 1, and its length. */
  clip: z.object({ seconds: z.number(), peaks: z.array(z.number()) }).optional(),
})
export type DatasetRow = z.infer<typeof datasetRowSchema>
