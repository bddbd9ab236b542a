import { z } from 'zod'

/** Bins of one feature, the one for missing values not counted: numbers of bins fit a byte. */
export const mostBins = 255

const column = z.int().min(0)

/** What one feature of the trees is made of, as learned from the training rows. */
export const featureSpecSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('number'),
    column,
    /** For dates: the rhythm whose phase is read instead of the value itself. */
    cycle: z.enum(['day', 'week', 'year']).nullable(),
    /** Ascending; a value belongs to the first bin whose cut is not below it, or to the last bin. */
    cuts: z.array(z.number()).max(mostBins - 1),
  }),
  z.object({
    type: z.literal('category'),
    column,
    /** Most frequent first, one bin each; rarer and unseen ones count as missing. */
    categories: z.array(z.string()).max(mostBins),
  }),
])

export type FeatureSpec = z.infer<typeof featureSpecSchema>

/** Bins of the feature; the bin of missing values comes after them. */
export function binCount(spec: FeatureSpec): number {
  return spec.type === 'number' ? spec.cuts.length + 1 : spec.categories.length
}
