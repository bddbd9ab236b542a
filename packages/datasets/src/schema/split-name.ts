import { z } from 'zod'

export const splitNameSchema = z.enum(['train', 'validation', 'test'])
export type SplitName = z.infer<typeof splitNameSchema>
