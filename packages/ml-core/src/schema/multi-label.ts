import { z } from 'zod'

export const labelFiguresSchema = z.object({
  label: z.string(),
  /** The label is answered from this probability on: that of the highest F1 on the validation split. */
  threshold: z.number(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.int(),
  /** Area under precision over recall; null where no row has the label. */
  averagePrecision: z.number().nullable(),
  /** Null where all rows have the label, or none. */
  rocAuc: z.number().nullable(),
  tp: z.int(),
  fp: z.int(),
  fn: z.int(),
  tn: z.int(),
})
export type LabelFigures = z.infer<typeof labelFiguresSchema>

/** Figures of answers with any number of labels per row. */
export const labelSetFiguresSchema = z.object({
  rows: z.int(),
  /** Share of the rows whose labels are all right and none missing. */
  subsetAccuracy: z.number(),
  /** Share of wrong answers among all rows × labels. */
  hammingLoss: z.number(),
  /** Label-ranking average precision: how far up a row's own labels stand among all. */
  rankingPrecision: z.number(),
  microPrecision: z.number(),
  microRecall: z.number(),
  microF1: z.number(),
  macroF1: z.number(),
  weightedF1: z.number(),
  /** Mean over rows × labels. */
  logLoss: z.number(),
  /** Expected calibration error of all probabilities, rows × labels. */
  ece: z.number(),
  perLabel: z.array(labelFiguresSchema),
})
export type LabelSetFigures = z.infer<typeof labelSetFiguresSchema>

export const multiLabelReportSchema = z.object({
  /** Mean number of labels per training row. */
  cardinality: z.number(),
  validation: labelSetFiguresSchema,
  test: labelSetFiguresSchema,
  /** Every label by its share of the training rows, whatever the input. */
  baseline: labelSetFiguresSchema,
})
export type MultiLabelReport = z.infer<typeof multiLabelReportSchema>

/** `single`: one label per row. `multi`: any number of them, each answered by itself. */
export const taskSchema = z.enum(['single', 'multi'])
export type Task = z.infer<typeof taskSchema>
