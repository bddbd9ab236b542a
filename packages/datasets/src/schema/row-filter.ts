import { z } from 'zod'
import { splitNameSchema } from './split-name.ts'

const columnName = z.string().min(1).max(256)
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'invalid_text')
const number = z.number()

/** What one column's value has to be like; everything that is said has to hold. */
export const columnFilterSchema = z.strictObject({
  column: columnName,
  /** As it is shown: `true`, `2.5`, `2024-12-31`. */
  is: text(1000).optional(),
  /** Numbers, and dates as milliseconds since 1970 UTC: `from` ≤ value ≤ `to`, value < `below`. */
  from: number.optional(),
  to: number.optional(),
  below: number.optional(),
  missing: z.boolean().optional(),
  /** Characters of the value as text, both ends included. */
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
})
export type ColumnFilter = z.infer<typeof columnFilterSchema>

/** Which rows of a version are meant: those of which all that is said holds. Nothing said: all. */
export const rowFilterSchema = z.strictObject({
  /** Any value contains it, whatever the case. */
  search: text(500).optional(),
  /** Any of these; where rows have several labels, at least one of a row's. */
  labels: z.array(text(1000)).min(1).max(200).optional(),
  split: splitNameSchema.optional(),
  rowNumbers: z.array(z.int().min(0)).max(1000).optional(),
  columns: z.array(columnFilterSchema).max(20).optional(),
})
export type RowFilter = z.infer<typeof rowFilterSchema>

/** `length`: by the characters of the value as text. Rows without a value come last; equal ones in their own order. */
export const rowSortSchema = z.strictObject({
  /** A column's name, or `__split`. */
  column: columnName,
  by: z.enum(['value', 'length']).default('value'),
  descending: z.boolean().default(false),
})
export type RowSort = z.infer<typeof rowSortSchema>

/** Whether a filter leaves every row in. */
export const isEveryRow = ({ search, labels, split, rowNumbers, columns }: RowFilter): boolean =>
  !search && !labels && !split && !rowNumbers && !columns?.length
