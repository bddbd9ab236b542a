import type { IngestOutcome } from '@assay/datasets'
import type { IngestOptions, IngestProgress } from '@assay/datasets/schema'
import type { JobError } from '@assay/db'

export type IngestOrder = {
  sourcePath: string
  fileName: string
  outputPath: string
  scratchDir: string
  options: IngestOptions
}
export type IngestNews =
  | { type: 'progress'; progress: IngestProgress }
  | { type: 'done'; outcome: IngestOutcome }
  /** The file's own fault: told to the person, and not tried again. */
  | { type: 'refused'; error: JobError }
