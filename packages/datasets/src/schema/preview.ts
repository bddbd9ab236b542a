import { z } from 'zod'

/** What a column is for, as far as the first part of a file tells. */
export const previewRoleSchema = z.enum(['label', 'text', 'feature', 'weight', 'split', 'ignored'])
export type PreviewRole = z.infer<typeof previewRoleSchema>

export const previewColumnSchema = z.object({
  name: z.string(),
  type: z.enum(['text', 'category', 'number', 'boolean', 'date']),
  role: previewRoleSchema,
  /** Why it is ignored, in a sentence. */
  note: z.string().nullable(),
  /** Different values among the rows looked at. */
  distinct: z.int(),
  samples: z.array(z.string()),
  /** It holds only 0 and 1 and could be a label of its own. */
  canBeIndicator: z.boolean(),
})
export type PreviewColumn = z.infer<typeof previewColumnSchema>

/** What the real reader makes of the first part of a file. Everything is counted in that part alone. */
export const uploadPreviewSchema = z.object({
  kind: z.enum(['text', 'table', 'files']),
  format: z.string(),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  /** What the file was turned into rows from, in words. */
  from: z.string().nullable(),
  /** The part is the whole file. */
  isWhole: z.boolean(),
  rows: z.int(),
  columns: z.array(previewColumnSchema),
  preview: z.array(z.array(z.string().nullable())),
  labelFormat: z.enum(['single', 'array', '|', ';', ',']),
  /** Why the label is to be asked for; null where it is clear. */
  question: z.string().nullable(),
  /** Most likely first. */
  labelCandidates: z.array(z.string()),
  /** Columns whose cells seem to list several labels. */
  labelLists: z.array(z.object({ column: z.string(), format: z.enum(['array', '|', ';', ',']) })),
  /** Labels of pictures and sounds, most frequent first, up to a hundred. */
  classes: z.array(z.object({ label: z.string(), count: z.int() })),
  refused: z.int(),
  /** The first ones. */
  refusals: z.array(z.object({ line: z.int(), reason: z.string() })),
  repairs: z.array(z.object({ message: z.string(), count: z.int() })),
})
export type UploadPreview = z.infer<typeof uploadPreviewSchema>
