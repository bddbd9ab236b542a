import type { DriftResult, DriftSettings } from '@assay/ml-core/schema'

export type DriftAlertView = {
  id: string
  kind: string
  /** Empty for what concerns the answers as a whole. */
  feature: string
  firstValue: number
  value: number
  threshold: number
  raisedAt: Date
  clearedAt: Date | null
}

export type DriftView = {
  settings: DriftSettings
  /** Whether the live version has anything to compare with: those trained before it was kept have not. */
  hasReference: boolean
  /** Inputs of the live version that were looked at within the window. */
  rows: number
  measuredAt: Date | null
  /** The newest comparison of the live version; null where there were too few inputs yet. */
  result: DriftResult | null
  /** Comparisons over the last two weeks, the oldest first. */
  timeline: { at: Date; rows: number; answersPsi: number; worstPsi: number; novelty: number | null }[]
  /** The open ones, then the newest of the others. */
  alerts: DriftAlertView[]
  /** Whether alerts of this workspace come to the asking person by mail. */
  wantsMails: boolean
}
