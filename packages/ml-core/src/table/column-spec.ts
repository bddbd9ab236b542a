import { z } from 'zod'

const scaled = { mean: z.number(), scale: z.number().positive() }
/** Whether missing values were seen and have an input of their own. */
const missing = { missing: z.boolean() }

/** How one column becomes numbers, as learned from the training rows. */
export const columnSpecSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('number'),
    name: z.string(),
    ...scaled,
    ...missing,
  }),
  z.object({ type: z.literal('boolean'), name: z.string(), ...missing }),
  z.object({
    type: z.literal('category'),
    name: z.string(),
    ...missing,
    /** Most frequent first. */
    categories: z.array(z.string()),
    /** Whether rare categories were put together; unseen ones then join them. */
    other: z.boolean(),
  }),
  z.object({
    type: z.literal('date'),
    name: z.string(),
    ...scaled,
    ...missing,
    /** The rhythms that the training rows vary in. */
    cycles: z.array(z.enum(['day', 'week', 'year'])),
  }),
])

export type ColumnSpec = z.infer<typeof columnSpecSchema>

/** Numbers that the column becomes. */
export function columnWidth(spec: ColumnSpec): number {
  const indicator = spec.missing ? 1 : 0
  if (spec.type === 'category') return spec.categories.length + (spec.other ? 1 : 0) + indicator
  if (spec.type === 'date') return 1 + spec.cycles.length * 2 + indicator
  return 1 + indicator
}

const dayMs = 86_400_000
export const cycleMs = { day: dayMs, week: 7 * dayMs, year: 365.2425 * dayMs } as const
