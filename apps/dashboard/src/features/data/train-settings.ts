import type { Family, TrainingConfig } from '@assay/ml-core/schema'
import { readTuning, type TypedTuning } from './tuning.ts'

/** The form's text as typed; `families` empty means every family that fits. */
export type TrainSettings = {
  families: Family[]
  epochs: string
  batchSize: string
  learningRate: string
  seed: string
  classWeights: TrainingConfig['classWeights']
  search: boolean
  searchMinutes: string
  tuning: TypedTuning
}

export const defaultSettings: TrainSettings = {
  families: [],
  epochs: '10',
  batchSize: '32',
  learningRate: '0.001',
  seed: '42',
  classWeights: 'none',
  search: false,
  searchMinutes: '2',
  tuning: {},
}

const within = (typed: string, from: number, to: number, whole: boolean): number | null => {
  const value = typed.trim() === '' ? Number.NaN : Number(typed)
  return Number.isFinite(value) && value >= from && value <= to && (!whole || Number.isInteger(value))
    ? value
    : null
}

/** Null where a number is out of its range; the server checks the same bounds. */
export function readSettings(typed: TrainSettings): TrainingConfig | null {
  const epochs = within(typed.epochs, 1, 200, true)
  const batchSize = within(typed.batchSize, 1, 1024, true)
  const learningRate = within(typed.learningRate, Number.MIN_VALUE, 1, false)
  const seed = within(typed.seed, 0, 2_147_483_647, true)
  if (epochs === null || batchSize === null || learningRate === null || seed === null) return null
  const hyperparameters = readTuning(typed.tuning)
  const minutes = within(typed.searchMinutes, 0.1, 1440, false)
  if (hyperparameters === null || (typed.search && minutes === null)) return null
  const { families, classWeights } = typed
  return {
    families,
    epochs,
    batchSize,
    learningRate,
    seed,
    classWeights,
    ...(hyperparameters && { hyperparameters }),
    ...(typed.search &&
      minutes !== null && { search: { budgetSeconds: Math.round(minutes * 60), maxCandidates: 60 } }),
  }
}
