import type { Calibrator } from '../calibration/calibrator.ts'
import type { Variant } from '../compress/variants.ts'
import type { CompressionVariant } from '../schema/compression.ts'
import type { BackendChoice, CurvePoint, Family, LeaderboardRow, TrainingProgress } from '../schema/index.ts'
import type { SearchOutcome } from '../schema/search.ts'
import type { UnseenAnswers } from './refit.ts'
import type { TrainedFamily } from './train-families.ts'

/** What won a run, as it will be hosted, and what is known of the others. */
export interface Choice {
  chosen: Family
  best: TrainedFamily
  /** The winner's answers to rows that it has not learned from. */
  unseen: UnseenAnswers
  majority: TrainedFamily | undefined
  leaderboard: LeaderboardRow[]
  curve: CurvePoint[]
  backends: BackendChoice[]
  search: SearchOutcome | null
  /** What calibrates it, where that is known; left out, it is still to be chosen. */
  calibrator?: Calibrator | null
  /** Where an earlier version was made smaller: how it is stored, and what else was tried. */
  compressed?: { own: Variant; bytes: number; others: CompressionVariant[] }
  /** Tells that the run has come to its next stage. */
  enter(stage: TrainingProgress['stage']): void
}
