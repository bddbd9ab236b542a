import type { IngestProgress } from '@assay/datasets/schema'
import type { DatasetVersionStatus, JobError, SolutionRunStatus, TrainingStatus } from '@assay/db'
import type { TrainingProgress } from '@assay/ml-core/schema'
import type { ExampleInput, SolutionId } from '@assay/solutions'

export type { ExampleInput, SolutionId }

/** A ready-made solution on its way from data to a deployment. */
export type SolutionRunView = {
  id: string
  /** Which of the catalogue's; one of before may be gone. */
  solution: string
  ownData: boolean
  status: SolutionRunStatus
  datasetId: string | null
  datasetVersionId: string | null
  trainingJobId: string | null
  deploymentId: string | null
  error: JobError | null
  createdAt: Date
  finishedAt: Date | null
  /** The step of reading the data; null until it has begun. */
  version: { status: DatasetVersionStatus; rows: number | null; progress: IngestProgress | null } | null
  /** The step of training; null until it has begun. */
  job: { status: TrainingStatus; modelId: string; progress: TrainingProgress | null } | null
  modelVersion: { id: string; accuracy: number } | null
}
