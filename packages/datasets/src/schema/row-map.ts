import { z } from 'zod'

/** Rows of a version in the plane, those near one another that are alike. */
export const rowMapSchema = z.object({
  /** What they are compared by. */
  method: z.enum(['sentences', 'words', 'columns', 'pictures', 'sounds']),
  labels: z.array(z.string()),
  /** Numbers in the version; the lists go together. */
  rows: z.array(z.int()),
  /** 0 … 1000. */
  x: z.array(z.int()),
  y: z.array(z.int()),
  /** Index into `labels`; −1 for a row without any. Of several labels the first. */
  label: z.array(z.int()),
  /** How many in a hundred of the nearest rows have another label. */
  foreign: z.array(z.int()),
  /** The label that most of these have; −1 for none. */
  nearest: z.array(z.int()),
  seconds: z.number(),
})
export type RowMap = z.infer<typeof rowMapSchema>

/** Kept with a version once somebody has asked for its map. */
export const keptMapSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued') }),
  z.object({ status: z.literal('too_few'), least: z.int() }),
  z.object({ status: z.literal('failed') }),
  z.object({ status: z.literal('ready'), map: rowMapSchema }),
])
export type KeptMap = z.infer<typeof keptMapSchema>
