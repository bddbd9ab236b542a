import type { Examples } from '../examples.ts'
import type { BackendChoice, BackendName, Family } from '../schema/index.ts'
import type { Awaitable } from './model.ts'

/** File name → bytes, as a classifier writes itself into a bundle. */
export type BundleFiles = Record<string, Uint8Array>

/** How far one `fit` has come. */
export interface FitProgress {
  /** 0 … 1 of this fit. */
  fraction: number
  /** Epochs done, fractional within one; null where there are none. */
  epoch: number | null
  epochs: number | null
  step: number
  steps: number | null
  loss: number | null
  validationLoss: number | null
  validationAccuracy: number | null
  /** True where the figures close an epoch and belong on the learning curve. */
  epochEnd: boolean
}

/** Where a fit keeps what it needs to go on after the process was killed. */
export interface FitCheckpoint {
  load(): Promise<Uint8Array | null>
  save(bytes: Uint8Array): Promise<void>
}

export interface FitOptions {
  labels: string[]
  /** For calibration, choices between variants, and the learning curve; never learned from. */
  validation?: Examples
  onProgress?: (progress: FitProgress) => void
  /** Told which rung of tensorflow.js trains, before it does. */
  onBackend?: (choice: BackendChoice) => void
  signal?: AbortSignal
  checkpoint?: FitCheckpoint
  /** What a classifier of the same family, labels and columns saved: the fit goes on from it, where the family can. */
  from?: BundleFiles
  /** What an earlier fit with the same settings saved: its number of rounds is taken over where the family has rounds. */
  like?: BundleFiles
  /** Milliseconds, only ever used for pacing. */
  now(): number
}

/**
 * A classifier takes its hyper-parameters in its constructor; `fit` learns, and forgets any earlier fit.
 *
 * `fit` throws `DatasetUnusable` (no rows, one class, shapes that do not match, values that are not
 * finite), `TrainingCancelled` and `TrainingDiverged`.
 */
export interface Classifier {
  readonly family: Family
  /** The tensorflow.js rung that trained it; null where none was used. */
  readonly backend: BackendName | null
  fit(train: Examples, options: FitOptions): Promise<void>
  /** Row-major probabilities, rows × classes; each row sums to 1. */
  predictProba(examples: Examples): Awaitable<Float32Array>
  save(): BundleFiles
}
