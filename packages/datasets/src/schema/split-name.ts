import { z } from 'zod'

export const splitNameSchema = z.enum(['train', 'validation', 'test'])
export type SplitName = z.infer<typeof splitNameSchema>

/** How files say which split a row is for. */
export const splitWords: Record<SplitName, readonly string[]> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev'],
  test: ['test', 'testing'],
}
