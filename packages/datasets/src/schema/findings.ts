import { z } from 'zod'
import { datasetEditSchema } from './edits.ts'

export const findingCodeSchema = z.enum([
  'leakage',
  'near_duplicates',
  'contradictory_labels',
  'label_errors',
  'similar_labels',
  'tiny_classes',
  'imbalance',
  'empty_inputs',
  'markup',
  'mojibake',
  'unusual_lengths',
  'target_leakage',
  'mostly_missing',
  'personal_data',
  'outliers',
  'blank_pictures',
  'silent_sounds',
])
export type FindingCode = z.infer<typeof findingCodeSchema>

export const findingExampleSchema = z.object({
  /** Numbers of the rows in the version, those that belong together side by side. */
  rows: z.array(z.int()),
  /** What stands there, cut to 200 characters; empty for a picture or a sound. */
  excerpt: z.string(),
  note: z.string().nullable(),
})
export type FindingExample = z.infer<typeof findingExampleSchema>

/** Something about a version's rows that is likely to make a classifier worse, or to flatter its figures. */
export const findingSchema = z.object({
  code: findingCodeSchema,
  /** `high`: the figures of a report could not be believed. `low`: good to know. */
  severity: z.enum(['high', 'medium', 'low']),
  title: z.string(),
  /** What was found, with its numbers, and what it does. */
  message: z.string(),
  /** Rows, columns or classes that it concerns; complete, whatever is listed. */
  count: z.int(),
  examples: z.array(findingExampleSchema),
  /** What a person may have done with one click; nothing is done by itself. */
  fix: z.object({ title: z.string(), edits: z.array(datasetEditSchema) }).nullable(),
})
export type Finding = z.infer<typeof findingSchema>

export const examinationSchema = z.object({
  findings: z.array(findingSchema),
  /** Rows that were looked at; fewer than all where a version is very large. */
  rowsExamined: z.int(),
  seconds: z.number(),
  /** It ended without an answer several times, for a reason on our side: nothing is known of the rows. */
  failed: z.literal(true).optional(),
})
export type Examination = z.infer<typeof examinationSchema>
