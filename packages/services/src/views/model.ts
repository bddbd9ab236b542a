import type { JobError, TrainingStatus } from '@assay/db'
import type {
  Compression,
  Manifest,
  TaskKind,
  TrainingConfig,
  TrainingProgress,
  TrainingReport,
} from '@assay/ml-core/schema'

export type TrainingJobView = {
  id: string
  modelId: string
  modelName: string
  datasetVersionId: string
  datasetName: string
  status: TrainingStatus
  config: TrainingConfig
  attempt: number
  progress: TrainingProgress | null
  error: JobError | null
  seconds: number
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  modelVersionId: string | null
}

export type ModelVersionSummary = {
  id: string
  modelId: string
  number: number
  family: string
  accuracy: number
  macroF1: number
  artifactBytes: number
  artifactSha256: string
  createdAt: Date
  datasetVersionId: string
  trainingJobId: string
  /** The version that it was made smaller from, and how; null where it was learned. */
  compression: Compression | null
}

export type ModelView = {
  id: string
  name: string
  kind: TaskKind
  datasetId: string
  datasetName: string
  /** When the data that it learned from was deleted. */
  dataDeletedAt: Date | null
  createdAt: Date
  latest: ModelVersionSummary | null
  activeJob: { id: string; status: TrainingStatus } | null
  deployments: { id: string; name: string; modelVersionId: string }[]
}

export type ModelVersionView = ModelVersionSummary & {
  modelName: string
  kind: TaskKind
  report: TrainingReport
  manifest: Manifest
}

/** What people say of a model, beside what was measured. */
export type ModelCardNotes = { intendedUse: string; limits: string; contact: string }

/** What someone should know before relying on a model version (after Mitchell et al. 2019). */
export type ModelCard = {
  model: {
    name: string
    version: number
    versionId: string
    kind: TaskKind
    family: string
    trainedAt: Date
    bytes: number
    sha256: string
  }
  notes: ModelCardNotes
  data: {
    name: string
    version: number
    sha256: string | null
    /** When it was deleted. */
    deletedAt: Date | null
    rows: TrainingReport['rows']
    classes: { label: string; testRows: number }[]
  }
  training: { config: TrainingConfig; backend: string | null; seconds: number }
  /** On the test split; the baseline always answers the most frequent class. */
  figures: TrainingReport['test']
  baseline: { accuracy: number; macroF1: number }
  calibration: TrainingReport['recalibration'] | null
  abstention: NonNullable<TrainingReport['abstention']>['rules']
  /** The surely worst ten. */
  slices: NonNullable<TrainingReport['slices']>
  /** Found in the report: what the figures warn of. */
  cautions: string[]
}
