import type { InputColumn, SentInput, TaskKind } from '@assay/ml-core/schema'

/** As its workspace sets it. */
export type PublicPageSettings = {
  deploymentId: string
  kind: TaskKind
  slug: string
  isOpen: boolean
  title: string
  description: string
  examples: SentInput[]
  dailyCap: number
  showsCard: boolean
  /** Predictions that visitors made today (UTC). */
  callsToday: number
}

/** What anybody sees; nothing of the workspace but what it wrote here, and no row of the training data. */
export type PublicPageView = {
  slug: string
  title: string
  description: string
  deploymentId: string
  kind: TaskKind
  /** Samples a second that a sound is read with; null for other kinds. */
  audioRate: number | null
  /** Any number of labels per answer. */
  several: boolean
  labels: string[]
  thresholds: number[]
  columns: Pick<InputColumn, 'name' | 'type' | 'categories'>[]
  examples: SentInput[]
  stopped: boolean
  dailyCap: number
  status: {
    state: 'up' | 'down' | 'stopped'
    uptime: number | null
    p50Ms: number | null
    p99Ms: number | null
  }
  card: PublicCard | null
}

export type PublicCard = {
  version: number
  trainedAt: string
  trainingRows: number
  testRows: number
  accuracy: number
  macroF1: number
  baselineAccuracy: number
  perClass: { label: string; precision: number; recall: number }[]
  intendedUse: string
  limits: string
  contact: string
}
