import { z } from 'zod'

const counts = z.array(z.number().min(0))

/** What the rows that a model learned from were like in one respect, as counts in bins. */
export const driftFeatureSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('number'),
    name: z.string(),
    /** Between the bins, ascending; one bin more than there are edges. */
    edges: z.array(z.number()),
    low: z.number(),
    high: z.number(),
    counts,
    missing: z.number(),
    mean: z.number(),
  }),
  z.object({
    type: z.literal('category'),
    name: z.string(),
    /** The most frequent, a bin each; whatever else there is falls into one more bin. */
    values: z.array(z.string()),
    /** The other known ones; null where there are too many to tell a new one by. */
    others: z.array(z.string()).nullable(),
    counts,
    missing: z.number(),
  }),
])
export type DriftFeature = z.infer<typeof driftFeatureSchema>

/** A model version's own measure of what is usual, kept from its training. Holds no row. */
export const driftReferenceSchema = z.object({
  kind: z.enum(['text', 'table', 'image', 'audio']),
  rows: z.number(),
  features: z.array(driftFeatureSchema),
  labels: z.array(z.string()),
  /** How often each label was answered on the test split, and last how often none. */
  answers: counts,
  /** Of the most probable label's probability, in ten equal bins; null where nothing is known of it. */
  confidence: counts.nullable(),
  /** Hashes of the words of texts: 2 ** `bits` bits in Base64; null for other kinds. */
  vocabulary: z.object({ bits: z.int(), words: z.string() }).nullable(),
})
export type DriftReference = z.infer<typeof driftReferenceSchema>

/** What a deployment's people may set. */
export const driftSettingsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** What is compared with the training: the calls of so many hours. */
  windowHours: z
    .int()
    .min(1)
    .max(24 * 14)
    .default(24),
  /** Inputs below which nothing is said. */
  minimumRows: z.int().min(50).max(1_000_000).default(200),
  /** Population stability index of a feature. */
  featurePsi: z.number().min(0.01).max(10).default(0.2),
  /** Kolmogorov–Smirnov distance of a numeric feature. */
  featureKs: z.number().min(0.01).max(1).default(0.25),
  /** Population stability index of the answered labels. */
  answersPsi: z.number().min(0.01).max(10).default(0.2),
  /** By how much the share of new words may be above the test split's. */
  novelty: z.number().min(0.01).max(1).default(0.15),
  /** By how much the share of missing, unknown or out-of-range values may be above the training's. */
  quality: z.number().min(0.01).max(1).default(0.1),
})
export type DriftSettings = z.output<typeof driftSettingsSchema>

/** Two distributions over the same bins, as shares. */
export type DriftHistogram = { bins: string[]; reference: number[]; live: number[] }

export type DriftFeatureMeasure = DriftHistogram & {
  name: string
  type: 'number' | 'category'
  psi: number
  /** Null for categories. */
  ks: number | null
  /** Shares of the live inputs. */
  missing: number
  /** Outside the range, or of no known value. */
  outside: number
  referenceMissing: number
  /** Means; null for categories. */
  mean: number | null
  referenceMean: number | null
}

export const driftKinds = ['answers', 'psi', 'ks', 'novelty', 'missing', 'outside'] as const
export type DriftKind = (typeof driftKinds)[number]

/** One respect in which live inputs may differ, with what is still usual. */
export type DriftSignal = {
  kind: DriftKind
  /** Null for what concerns the answers as a whole. */
  feature: string | null
  value: number
  threshold: number
}

export type DriftResult = {
  rows: number
  answers: DriftHistogram & { psi: number }
  confidence: (DriftHistogram & { psi: number }) | null
  features: DriftFeatureMeasure[]
  signals: DriftSignal[]
}
