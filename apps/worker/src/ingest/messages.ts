import type { DerivedVersion, IngestOutcome, StagedRows } from '@assay/datasets'
import type { DatasetEdit, DatasetProfile, IngestOptions, IngestProgress } from '@assay/datasets/schema'
import type { JobError } from '@assay/db'

export type IngestOrder = { outputPath: string; scratchDir: string; pseudonymKey?: Uint8Array } & (
  | {
      type: 'upload'
      sourcePath: string
      fileName: string
      options: IngestOptions
      unlabelledPath: string
      refusedPath: string
      appendTo?: { path: string; profile: DatasetProfile }
    }
  /** A version made from another one. */
  | { type: 'edits'; path: string; profile: DatasetProfile; edits: DatasetEdit[] }
  /** Rows without labels, for a batch. */
  | { type: 'rows'; sourcePath: string; fileName: string }
)
export type IngestNews =
  | { type: 'progress'; progress: IngestProgress }
  | { type: 'done'; outcome: IngestOutcome }
  | { type: 'derived'; version: DerivedVersion }
  | { type: 'staged'; staged: StagedRows }
  /** The file's own fault: told to the person, and not tried again. */
  | { type: 'refused'; error: JobError }
