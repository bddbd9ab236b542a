import { z } from 'zod'

/** How a net's learning rate goes: as set; falling along a cosine after a warm-up; halved when it stops helping. */
export const scheduleSchema = z.enum(['constant', 'cosine', 'plateau'])
export type Schedule = z.infer<typeof scheduleSchema>

/** What is left out, the run's own settings say. */
const netSchema = z
  .strictObject({
    epochs: z.int().min(1).max(200),
    learningRate: z.number().positive().max(1),
    schedule: scheduleSchema,
  })
  .partial()

const denseNetSchema = netSchema.extend({
  /** Units of the first hidden layer; the second has half as many. */
  width: z.int().min(4).max(1024).optional(),
  /** Share of the hidden units left out of each step. */
  dropout: z.number().min(0).max(0.9).optional(),
})

const linearSchema = z
  .strictObject({
    /** C: how much the loss counts beside the size of the weights. */
    penalty: z.number().min(1e-4).max(1e4),
  })
  .partial()

/** Settings of each family; what is left out, the family chooses by itself. */
export const hyperparametersSchema = z
  .strictObject({
    'sparse-linear': linearSchema.extend({
      /** `words`: pairs of words alone; `phrases`: three words and longer parts of words. */
      ngrams: z.enum(['words', 'phrases']).optional(),
      /** Inverse document frequency, or that times the strongest naive-Bayes log ratio. */
      weighting: z.enum(['idf', 'discriminative']).optional(),
    }),
    logistic: linearSchema,
    'image-linear': linearSchema,
    'boosted-trees': z
      .strictObject({
        leaves: z.int().min(2).max(255),
        learningRate: z.number().min(0.005).max(1),
        /** Rows that a leaf holds at the least. */
        leastRows: z.int().min(1).max(1000),
        /** λ: shrinks what a leaf says. */
        penalty: z.number().min(0).max(1000),
      })
      .partial(),
    'seed-mlp': denseNetSchema,
    mlp: denseNetSchema,
    'text-cnn': netSchema,
    gru: netSchema,
  })
  .partial()
export type Hyperparameters = z.infer<typeof hyperparametersSchema>

/** A search for better settings, under a budget of time or of candidates. */
export const searchConfigSchema = z.strictObject({
  /** Seconds from the start of the first fit; the result then depends on the machine's speed. */
  budgetSeconds: z.int().min(5).max(86_400).optional(),
  /** What the time may cost, in minor units of the plan's currency; turned into seconds when the run is started. */
  budgetMinor: z.int().min(1).max(1_000_000_000).optional(),
  /** With this alone the same data and settings give the same model. */
  maxCandidates: z.int().min(1).max(200).default(32),
})
export type SearchConfig = z.infer<typeof searchConfigSchema>
