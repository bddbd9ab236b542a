import type { ExportFormat } from '@assay/ml-core/schema'

export type ExportChildOrder = {
  bundlePath: string
  format: ExportFormat
  /** For people. */
  name: string
  modelCard?: unknown
  /** Where the child leaves the archive. */
  archivePath: string
}

export type ExportChildNews =
  | { type: 'done' }
  /** The format cannot hold the model. */
  | { type: 'refused'; message: string }
