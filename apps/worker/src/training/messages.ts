import type { DatasetProfile } from '@assay/datasets/schema'
import type { JobError } from '@assay/db'
import type {
  DriftReference,
  Manifest,
  TrainingConfig,
  TrainingProgress,
  TrainingReport,
} from '@assay/ml-core/schema'

export type TrainingOrder =
  | {
      type: 'start'
      parquetPath: string
      /** The bundle of the version that is to be made smaller. */
      parentPath: string | null
      profile: DatasetProfile
      config: TrainingConfig
      /** Fits of a search that may run at a time, in processes of their own where it is more than one. */
      searchSlots: number
      /** Where the child leaves the bundle. */
      bundlePath: string
    }
  | { type: 'cancel' }
  | { type: 'loaded'; name: string; bytes: Uint8Array | null }
  | { type: 'saved'; name: string }

export type TrainingNews =
  | { type: 'progress'; progress: TrainingProgress }
  /** The parent keeps the checkpoints, so that a worker on another machine can go on from them. */
  | { type: 'load'; name: string }
  | { type: 'save'; name: string; bytes: Uint8Array }
  | {
      type: 'done'
      manifest: Manifest
      report: TrainingReport
      driftReference: DriftReference
      modelHash: string
      bytes: number
    }
  | { type: 'cancelled' }
  /** The data's or the settings' own fault: told to the person, and not tried again. */
  | { type: 'refused'; error: JobError }
