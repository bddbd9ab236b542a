import { z } from 'zod'

/** What a classifier goes by, over rows of the validation split. */
export const importanceSchema = z.object({
  /**
   * `contribution`: mean size of a column's contribution to the answer's score. `permutation`: accuracy lost when
   * a column's values are shuffled. `words`: mean contribution of a word to the answers of a class.
   */
  method: z.enum(['contribution', 'permutation', 'words']),
  /** Rows that were looked at. */
  rows: z.int(),
  /** Columns, the most important first, up to 50; empty for texts. */
  columns: z.array(z.object({ name: z.string(), weight: z.number() })),
  /** Words per class, the strongest first, up to 15; for up to 50 classes; empty for tables. */
  words: z.array(
    z.object({
      label: z.string(),
      /** Texts that were answered with the class. */
      texts: z.int(),
      top: z.array(z.object({ word: z.string(), weight: z.number(), texts: z.int() })),
    }),
  ),
})
export type Importance = z.infer<typeof importanceSchema>
