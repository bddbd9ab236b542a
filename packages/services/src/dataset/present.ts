import {
  type ColumnQuestion,
  type DatasetProfile,
  type IngestOptions,
  type IngestProgress,
  type IngestReport,
  ingestOptionsSchema,
} from '@assay/datasets/schema'
import type { DatasetVersionSummary, DatasetVersionView } from '../views.ts'
import type { DatasetVersionRow } from './lookup.ts'

// The jsonb columns hold what `completeIngest` wrote after parsing it with the same schemas.
const profileOf = (row: Pick<DatasetVersionRow, 'profile'>): DatasetProfile | null =>
  row.profile as DatasetProfile | null
const reportOf = (row: DatasetVersionRow): IngestReport | null => row.report as IngestReport | null
const questionOf = (row: DatasetVersionRow): ColumnQuestion | null => row.question as ColumnQuestion | null
const progressOf = (row: DatasetVersionRow): IngestProgress | null => row.progress as IngestProgress | null

export const summariseVersion = (row: DatasetVersionRow): DatasetVersionSummary => ({
  id: row.id,
  datasetId: row.datasetId,
  number: row.number,
  status: row.status,
  fileName: row.fileName,
  rows: row.rows,
  uploadBytes: row.uploadBytes,
  createdAt: row.createdAt,
  readyAt: row.readyAt,
  error: row.error,
  progress: progressOf(row),
  parentId: row.parentId,
  edited: row.edited,
})

export const describeVersion = (row: DatasetVersionRow, datasetName: string): DatasetVersionView => ({
  ...summariseVersion(row),
  datasetName,
  uploadSha256: row.uploadSha256,
  uploadDroppedAt: row.uploadDroppedAt,
  contentSha256: row.contentSha256,
  parquetBytes: row.parquetBytes,
  profile: profileOf(row),
  report: reportOf(row),
  question: questionOf(row),
  privacy: privacyOf(row),
  findings: row.findings,
})

export const readProfile = profileOf
export const readReport = reportOf

type PrivacyOption = 'columns' | 'personalData' | 'dropUpload'

/** What was asked for of columns and of personal data when the file was read. */
export const privacyOf = ({
  options,
}: Pick<DatasetVersionRow, 'options'>): Pick<IngestOptions, PrivacyOption> => {
  const { columns, personalData, dropUpload } = ingestOptionsSchema.parse(options)
  return {
    ...(columns && { columns }),
    ...(personalData && { personalData }),
    ...(dropUpload !== undefined && { dropUpload }),
  }
}
