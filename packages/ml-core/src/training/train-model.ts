import type { Examples } from '../examples.ts'
import type {
  BackendName,
  Manifest,
  TrainingConfig,
  TrainingProgress,
  TrainingReport,
} from '../schema/index.ts'

export interface TrainModelInput {
  labels: string[]
  train: Examples
  validation: Examples
  test: Examples
  /** 0-based row in the dataset version of every example, for the report's worst errors. */
  rowNumbers: { train: Int32Array; validation: Int32Array; test: Int32Array }
  config: TrainingConfig
  /** A fixed rung of tensorflow.js; left out, the best that works. */
  backend?: BackendName
  onProgress?: (progress: TrainingProgress) => void
  signal?: AbortSignal
  /** A place of this run's own; a run that finds its earlier checkpoints goes on from there. */
  checkpoint?: {
    load(name: string): Promise<Uint8Array | null>
    save(name: string, bytes: Uint8Array): Promise<void>
  }
  /** Milliseconds. */
  now: () => number
}

export interface TrainedModel {
  bundle: Uint8Array
  manifest: Manifest
  /** SHA-256 of the bundle, hex. */
  modelHash: string
  report: TrainingReport
}

export async function trainModel(_input: TrainModelInput): Promise<TrainedModel> {
  throw new Error('in the making')
}
