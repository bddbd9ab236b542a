import { z } from 'zod'

const classMetricsSchema = z.object({
  label: z.string(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.int(),
})
export type ClassMetrics = z.infer<typeof classMetricsSchema>

const intervalSchema = z.object({ low: z.number(), high: z.number() })

const confidenceIntervalsSchema = z.object({
  /** Share of such intervals that hold the true figure. */
  level: z.number(),
  resamples: z.int(),
  accuracy: intervalSchema,
  /** Null where every row is right, or none: there is nothing to resample. */
  macroF1: intervalSchema.nullable(),
})
export type ConfidenceIntervals = z.infer<typeof confidenceIntervalsSchema>

/** Reports of before these figures do not have them. */
const laterFigures = {
  balancedAccuracy: z.number().optional(),
  weightedPrecision: z.number().optional(),
  weightedRecall: z.number().optional(),
  weightedF1: z.number().optional(),
  /** Matthews correlation coefficient, −1 … 1. */
  mcc: z.number().optional(),
  /** Two classes: 0 … 1. More: summed over the classes, 0 … 2. */
  brier: z.number().optional(),
  /** Two classes: of the rarer one. More: one-vs-rest, averaged over the classes that allow it, else null. */
  rocAuc: z.number().nullable().optional(),
  averagePrecision: z.number().nullable().optional(),
  intervals: confidenceIntervalsSchema.nullable().optional(),
}

export const evaluationSchema = z.object({
  ...laterFigures,
  rows: z.int(),
  accuracy: z.number(),
  macroPrecision: z.number(),
  macroRecall: z.number(),
  macroF1: z.number(),
  microF1: z.number(),
  logLoss: z.number(),
  /** Expected calibration error, 15 equal-width bins over the top probability. */
  ece: z.number(),
  perClass: z.array(classMetricsSchema),
  /** `confusion[actual][predicted]`, classes in the order of `perClass`. */
  confusion: z.array(z.array(z.int())),
})
export type Evaluation = z.infer<typeof evaluationSchema>

export const worstErrorSchema = z.object({
  /** 0-based row in the dataset version. */
  row: z.int(),
  actual: z.string(),
  predicted: z.string(),
  /** Probability given to the wrong class. */
  confidence: z.number(),
  /** The input, cut to 400 characters; empty for an image or a sound. */
  excerpt: z.string(),
})
export type WorstError = z.infer<typeof worstErrorSchema>
