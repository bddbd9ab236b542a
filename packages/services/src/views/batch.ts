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
