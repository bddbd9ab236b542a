import type { FitProgress } from '../../classifiers/classifier.ts'
import { type FitData, type FitResult, type FitTask, runFit } from './fit-task.ts'

export interface FitWatch {
  signal: AbortSignal
  onProgress: (progress: FitProgress) => void
}

/** Does fits, here or in other processes. */
export interface FitExecutor {
  /** Fits that it does at the same time. */
  readonly slots: number
  /** Rejects with what the fit threw, with `TrainingCancelled` soon after the signal, with `FitCrashed`. */
  fit(task: FitTask, watch: FitWatch): Promise<FitResult>
}

/** The process that did a fit ended without an answer: the candidate is given up, the search goes on. */
export class FitCrashed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FitCrashed'
  }
}

/** One fit at a time, in this process. */
export function fitHere(data: FitData, now: () => number): FitExecutor {
  return { slots: 1, fit: (task, watch) => runFit(data, task, { ...watch, now }) }
}
