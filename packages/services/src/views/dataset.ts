import type {
  ColumnQuestion,
  DatasetProfile,
  IngestOptions,
  IngestProgress,
  IngestReport,
  VersionComparison,
} from '@assay/datasets/schema'
import type { DatasetVersionStatus, JobError } from '@assay/db'
import type { TaskKind } from '@assay/ml-core/schema'

export type DatasetVersionSummary = {
  id: string
  datasetId: string
  number: number
  status: DatasetVersionStatus
  fileName: string
  rows: number | null
  uploadBytes: number | null
  createdAt: Date
  readyAt: Date | null
  error: JobError | null
  progress: IngestProgress | null
  /** The version that it was made from by edits, and what they did; without those, the one that its file was added to. */
  parentId: string | null
  edited: string | null
}

export type DatasetView = {
  id: string
  name: string
  createdAt: Date
  kind: TaskKind | null
  classes: number | null
  latest: DatasetVersionSummary | null
}

export type DatasetVersionView = DatasetVersionSummary & {
  datasetName: string
  uploadSha256: string | null
  /** Since when the uploaded file is gone. */
  uploadDroppedAt: Date | null
  contentSha256: string | null
  parquetBytes: number | null
  profile: DatasetProfile | null
  report: IngestReport | null
  question: ColumnQuestion | null
  /** What becomes of columns' values and of personal data when the file is read. */
  privacy: Pick<IngestOptions, 'columns' | 'personalData' | 'dropUpload'>
  /** How many things were found wrong with its rows; null while nobody has looked. */
  findings: number | null
}

/** A model that learned from a version. */
export type ComparedModel = {
  modelId: string
  modelVersionId: string
  name: string
  number: number
  accuracy: number
  macroF1: number
}

export type DatasetComparison = {
  from: DatasetVersionSummary
  to: DatasetVersionSummary
  models: { from: ComparedModel[]; to: ComparedModel[] }
  differences: VersionComparison
}

/** What would go with a dataset, by name. */
export type DeletionPreview = { versions: number; models: string[]; deployments: string[] }
