import { z } from 'zod'

const intervalSchema = z.object({ low: z.number(), high: z.number() })

/** What is answered from one least score on, and how much of that is wrong; rows of the test split. */
export const abstentionPointSchema = z.object({
  /** An answer is withheld where its score lies below. */
  threshold: z.number(),
  answered: z.int(),
  wrong: z.int(),
})
export type AbstentionPoint = z.infer<typeof abstentionPointSchema>

/** A least score that was chosen on the validation split, measured on the test split. */
export const abstentionRuleSchema = abstentionPointSchema.extend({
  /** Share of wrong answers among those given that was asked for. */
  wanted: z.number(),
  /** 95 % intervals; of the error rate only where anything is answered. */
  coverage: intervalSchema,
  errorRate: intervalSchema.nullable(),
})
export type AbstentionRule = z.infer<typeof abstentionRuleSchema>

/** How answers get better as the unsure ones are withheld. */
export const abstentionSchema = z.object({
  rows: z.int(),
  /** Mean error rate over all coverages: the area under the risk–coverage curve. */
  aurc: z.number(),
  /** Thresholds falling, up to 100; the last one answers every row. */
  points: z.array(abstentionPointSchema),
  /** Wanted error rates rising; without those that no threshold met on the validation split. */
  rules: z.array(abstentionRuleSchema),
})
export type Abstention = z.infer<typeof abstentionSchema>
