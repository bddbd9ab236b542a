import { z } from 'zod'

/**
 * How a file of 32-bit floats is stored in fewer bytes; the value of a code q is q · scale + min. The fields are those
 * of `quantization` in the weights manifest of tensorflow.js.
 */
export const fileEncodingSchema = z.discriminatedUnion('dtype', [
  z.object({ dtype: z.literal('float16') }),
  z.object({ dtype: z.literal('uint8'), min: z.number(), scale: z.number().positive() }),
])
export type FileEncoding = z.infer<typeof fileEncodingSchema>

export const compressionMethodSchema = z.enum(['float16', 'uint8', 'pruned', 'distilled'])
export type CompressionMethod = z.infer<typeof compressionMethodSchema>

/** What a run makes smaller, and how. */
export const compressionSchema = z.strictObject({
  modelVersionId: z.string().max(64),
  /** For people. */
  versionNumber: z.int().min(1),
  method: compressionMethodSchema,
  /** `pruned`: share of the features that stay. */
  keep: z.number().min(0.01).max(0.95).default(0.25),
})
export type Compression = z.infer<typeof compressionSchema>

export const compressionVariantSchema = z.object({
  method: z.enum(['original', ...compressionMethodSchema.options]),
  /** `pruned`: share of the features that stay. */
  keep: z.number().optional(),
  /** Of the classifier's files as they are stored. */
  bytes: z.int(),
  /** Median of single predictions, on the machine and in the run that measured them all. */
  microseconds: z.number(),
  /** Test split. */
  accuracy: z.number(),
  macroF1: z.number(),
  logLoss: z.number(),
})
export type CompressionVariant = z.infer<typeof compressionVariantSchema>

/** What came of it, beside what it was made from and what else could have been made. */
export const compressionOutcomeSchema = compressionSchema.extend({
  variants: z.array(compressionVariantSchema),
})
export type CompressionOutcome = z.infer<typeof compressionOutcomeSchema>

/** The family that a model of a kind is distilled into; null where there is none that is smaller. */
export function studentOf(kind: string, family: string): 'seed-mlp' | 'mlp' | null {
  if (family === 'majority' || family === 'logistic') return null
  if (kind === 'text') return 'seed-mlp'
  return kind === 'table' ? 'mlp' : null
}

/** The ways in which a model of the family can be made smaller. */
export function compressionsOf(kind: string, family: string): CompressionMethod[] {
  if (family === 'majority' || family === 'logistic') return []
  // The nodes of trees are not floats.
  const methods: CompressionMethod[] = family === 'boosted-trees' ? [] : ['float16', 'uint8']
  if (family === 'sparse-linear') methods.push('pruned')
  if (studentOf(kind, family) !== null) methods.push('distilled')
  return methods
}
