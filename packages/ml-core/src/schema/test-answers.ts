import { z } from 'zod'

/** Answers to test rows, compact: what any way to decide would make of them. */
export const testAnswersSchema = z.object({
  /** Rows kept; a sample of the split where it has more. */
  rows: z.int(),
  /** Class of each row. */
  actual: z.array(z.int()),
  /** Rows × classes probabilities in steps of 1/65535, two bytes each, the lower first, as Base64. */
  probabilities: z.string(),
})
export type TestAnswers = z.infer<typeof testAnswersSchema>
