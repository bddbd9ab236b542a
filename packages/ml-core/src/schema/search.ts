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
    'audio-linear': linearSchema,
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
    'image-cnn': netSchema,
    'audio-cnn': netSchema,
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

/** One candidate's settings by name, as they are shown. */
export const settingsSchema = z.record(z.string(), z.union([z.number(), z.string()]))
export type Settings = z.infer<typeof settingsSchema>

/** What a row of the leaderboard says of a candidate of a search. */
export const candidateFieldsSchema = z
  .object({
    id: z.string(),
    /** What differs from the family's own choice. */
    settings: settingsSchema,
    /** Rungs that it was measured on, and how many there are. */
    rung: z.int(),
    rungs: z.int(),
    /** Of the accuracy. */
    standardError: z.number(),
  })
  .partial()

export const searchProgressSchema = z.object({
  /** Null: the budget is a number of candidates. */
  budgetSeconds: z.number().nullable(),
  spentSeconds: z.number(),
  /** Fits that have ended, and those expected in all. */
  fits: z.int(),
  fitsExpected: z.int(),
  rung: z.int(),
  rungs: z.int(),
  /** The best candidate so far. */
  best: z.object({ id: z.string(), accuracy: z.number() }).nullable(),
})
export type SearchProgress = z.infer<typeof searchProgressSchema>

export const searchOutcomeSchema = z.object({
  candidates: z.int(),
  rungs: z.int(),
  /** 0: measured on the validation split; else folds over training and validation rows. */
  folds: z.int(),
  budgetSeconds: z.number().nullable(),
  spentSeconds: z.number(),
  /** Why the search ended. */
  ended: z.enum(['all-measured', 'budget']),
  chosen: z.object({ id: z.string(), settings: settingsSchema }),
  accuracy: z.number(),
  standardError: z.number(),
  /** In sentences, what a reader should know of how the choice was made. */
  notes: z.array(z.string()),
  /** Where several candidates vote together: what it brings and costs beside the one with most say. */
  ensemble: z
    .object({
      members: z.array(z.object({ id: z.string(), family: z.string(), weight: z.number() })),
      /** Of the metric by which the choice was made, and half a standard error of it. */
      gain: z.number(),
      margin: z.number(),
      bytes: z.int(),
      bestBytes: z.int(),
      /** Per prediction. */
      microseconds: z.number(),
      bestMicroseconds: z.number(),
    })
    .optional(),
})
export type SearchOutcome = z.infer<typeof searchOutcomeSchema>
