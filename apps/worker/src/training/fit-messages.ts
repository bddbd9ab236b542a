import type { DatasetProfile } from '@assay/datasets/schema'
import type { FitProgress, FitResult, FitTask, MlErrorCode } from '@assay/ml-core'
import type { BackendName, TrainingConfig } from '@assay/ml-core/schema'

/** What the fits of a search learn from; each process reads it for itself. */
export type FitSource = {
  parquetPath: string
  profile: DatasetProfile
  config: TrainingConfig
  backend?: BackendName
}

/** One at a time: the next is sent when the last has been answered. */
export type FitOrder = { source: FitSource; task: FitTask }

export type FitNews =
  | { type: 'progress'; progress: FitProgress }
  | { type: 'fitted'; result: FitResult }
  /** The candidate's own fault. */
  | { type: 'refused'; error: { code: MlErrorCode; message: string } }
