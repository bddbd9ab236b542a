import { z } from 'zod'

/** Answers of one class in a slice; the true negatives are the other rows. */
export const sliceOutcomeSchema = z.object({ tp: z.int(), fp: z.int(), fn: z.int() })
export type SliceOutcome = z.infer<typeof sliceOutcomeSchema>

/** Rows of the test split that have something in common, and how well they are answered. */
export const sliceSchema = z.object({
  /** What the rows were told apart by: a column's name, or what was measured of a text or image. */
  by: z.string(),
  /** `column`: a column that the classifier reads; `context`: one that it does not; else measured of the input. */
  source: z.enum(['column', 'context', 'length', 'script', 'brightness', 'contrast']),
  /** The value, or the range of values. */
  value: z.string(),
  rows: z.int(),
  accuracy: z.number(),
  /** 95 %, Wilson's. */
  accuracyInterval: z.object({ low: z.number(), high: z.number() }),
  macroF1: z.number(),
  ece: z.number(),
  /** Chance of such a difference in accuracy to the other rows if there were none, all slices taken together. */
  adjustedP: z.number(),
  /** Per class, in the order of the labels; empty for more than 20 classes. */
  outcomes: z.array(sliceOutcomeSchema),
})
export type Slice = z.infer<typeof sliceSchema>
