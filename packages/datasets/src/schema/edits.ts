import { z } from 'zod'
import { personalDataKindSchema } from './privacy.ts'
import { rowFilterSchema } from './row-filter.ts'
import { splitNameSchema } from './split-name.ts'

const rowNumbers = z.array(z.int().min(0)).min(1).max(100_000)
const label = z.string().min(1).max(1000)

/** How texts are cleaned: markup, Unicode form C, control and invisible characters, runs of white space. */
export const cleaningStepSchema = z.enum(['html', 'unicode', 'controls', 'spaces'])
export type CleaningStep = z.infer<typeof cleaningStepSchema>

/**
 * One change that turns a version into the next. Rows are named by their number in the version that is edited;
 * edits of labels apply in the order in which they stand, after those that name rows or say what rows are like; of
 * these two, a row that is named goes by its name.
 */
export const datasetEditSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('drop_rows'), rows: rowNumbers }),
  z.strictObject({
    type: z.literal('relabel'),
    changes: z
      .array(z.strictObject({ row: z.int().min(0), label }))
      .min(1)
      .max(100_000),
  }),
  z.strictObject({ type: z.literal('move_rows'), rows: rowNumbers, to: splitNameSchema }),
  /** Rows that are not there yet, at the end of the version; texts and tables of one label per row. A text that is there already is left out. */
  z.strictObject({
    type: z.literal('add_rows'),
    rows: z
      .array(
        z.strictObject({
          label,
          split: splitNameSchema.default('train'),
          values: z.record(z.string().max(256), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        }),
      )
      .min(1)
      .max(10_000),
  }),
  /** Only these rows stay, these go, or these get the label: a class is split by one of its own rows. */
  z.strictObject({ type: z.literal('keep_matching'), filter: rowFilterSchema }),
  z.strictObject({ type: z.literal('drop_matching'), filter: rowFilterSchema }),
  z.strictObject({ type: z.literal('relabel_matching'), filter: rowFilterSchema, label }),
  /** Two labels become one where `to` is there already. */
  z.strictObject({ type: z.literal('rename_label'), from: label, to: label }),
  /** Its rows go with it; in versions with several labels per row only the label. */
  z.strictObject({ type: z.literal('drop_label'), label }),
  z.strictObject({ type: z.literal('ignore_columns'), columns: z.array(z.string()).min(1).max(2000) }),
  z.strictObject({ type: z.literal('clean_text'), steps: z.array(cleaningStepSchema).min(1) }),
  /** Personal data in the texts gives way to a mark, or to letters that are the same for the same datum. */
  z.strictObject({
    type: z.literal('redact'),
    kinds: z.array(personalDataKindSchema).min(1),
    mode: z.enum(['mask', 'hash']).default('mask'),
  }),
])
export type DatasetEdit = z.infer<typeof datasetEditSchema>
