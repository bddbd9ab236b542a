import { z } from 'zod'

const thresholdCountsSchema = z.object({
  /** A row counts as positive from this probability on. */
  threshold: z.number(),
  tp: z.int(),
  fp: z.int(),
  fn: z.int(),
  tn: z.int(),
})
export type ThresholdCounts = z.infer<typeof thresholdCountsSchema>

const operatingPointSchema = thresholdCountsSchema.extend({
  /** `half`: 0.5. `youden`: greatest sensitivity + specificity on the validation split. */
  rule: z.enum(['half', 'youden']),
  sensitivity: z.number().nullable(),
  specificity: z.number().nullable(),
  positivePredictiveValue: z.number().nullable(),
  negativePredictiveValue: z.number().nullable(),
})
export type OperatingPoint = z.infer<typeof operatingPointSchema>

/** One class against the rest, on the test split. */
export const thresholdCurveSchema = z.object({
  label: z.string(),
  /** Null where the split has no rows of the class, or none of another. */
  rocAuc: z.number().nullable(),
  averagePrecision: z.number().nullable(),
  /** Thresholds falling, up to 200 for two classes and 60 for more; the last one finds every row. */
  points: z.array(thresholdCountsSchema),
  /**
   * The same of rows that the classifier had not learned from and that are not the test split's: a threshold is
   * chosen here and measured above. Left out where it was not kept.
   */
  unseen: z.array(thresholdCountsSchema).optional(),
  /** The thresholds that are named; the second only where it could be chosen on the validation split. */
  operating: z.array(operatingPointSchema),
})
export type ThresholdCurve = z.infer<typeof thresholdCurveSchema>
