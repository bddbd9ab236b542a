import { z } from 'zod'

export const reliabilityBinSchema = z.object({ confidence: z.number(), accuracy: z.number(), count: z.int() })

/** How the probabilities were made to agree with observed frequencies, after the fit. */
export const recalibrationSchema = z.object({
  /** `none`: the fit's own calibration could not be bettered. */
  method: z.enum(['none', 'temperature', 'isotonic']),
  /** Rows it was chosen on: of the validation split, or of training and validation rows, each by a fit without it. */
  rows: z.int(),
  source: z.enum(['validation', 'out-of-fold']),
  /** Log loss of each method that was tried, on rows that it was not fitted on. */
  logLoss: z.object({
    none: z.number().optional(),
    temperature: z.number().optional(),
    isotonic: z.number().optional(),
  }),
  /** The test split as it would have been answered without. */
  before: z.object({ ece: z.number(), calibration: z.array(reliabilityBinSchema) }),
})
export type Recalibration = z.infer<typeof recalibrationSchema>
