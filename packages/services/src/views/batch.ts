import type { BatchStatus, JobError } from '@assay/db'

export type BatchView = {
  id: string
  deploymentId: string
  deploymentName: string
  modelVersionId: string
  versionNumber: number
  status: BatchStatus
  sourceName: string
  /** Null: an uploaded file. */
  datasetVersionId: string | null
  /** Null until the source has been read. */
  rowsTotal: number | null
  rowsDone: number
  /** Rows that the model could not take; they are not billed. */
  rowsRefused: number
  /** Billed. */
  predictions: number
  /** What they added to the usage of their billing periods, exact minor units; null while nothing is billed. */
  cost: { minor: string; currency: string } | null
  /** Lines of the file that are no rows, and the first of them. */
  unreadable: { count: number; examples: { line: number; reason: string }[] } | null
  error: JobError | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  expiresAt: Date
  /** Whether its results have gone. */
  removed: boolean
}

/** What a batch of so many rows would cost if it were started now. */
export type BatchEstimate = {
  /** Rows have a price of their own, or are billed as predictions. */
  meter: 'batch_rows' | 'predictions'
  currency: string
  /** Exact minor units; null where rows over what is included are refused rather than billed. */
  costMinor: string | null
  /** Of those rows, how many the plan includes. */
  includedRows: number
  /** Minor units for the next row over what is included; null: there is no price. */
  unitMinor: string | null
  /** Rows that may be billed now; null: any number. */
  room: number | null
  prepaid: boolean
}
