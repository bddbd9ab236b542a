import type { DataKind } from '@assay/datasets/schema'
import type { LabellingQueue } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'

/** Why a row is asked about. */
export type LabellingReason =
  /** `uncertainty` 0 (sure) … 1 (torn); `apart` how unlike the rows that are asked about before it, 0 … 1. */
  | { type: 'uncertain'; uncertainty: number; apart: number | null }
  /** No model knows anything of it; it is unlike what is asked about before it. */
  | { type: 'unlike'; apart: number }
  /** `ahead`: by how much the model's label is more probable than the one that the row has. */
  | { type: 'contradicted'; ahead: number }
  | ({ type: 'call' } & OfCall)
  | ({ type: 'feedback'; label: string | null; correct: boolean | null; comment: string | null } & OfCall)
type OfCall = { requestId: string; deploymentId: string; place: number }

/** A row as it is shown to whoever labels it. */
export type LabellingItemView = {
  id: string
  queue: LabellingQueue
  /** A text or a row of columns; null for a picture or a sound. */
  input: SentInput | null
  /** A PNG as a data address. */
  picture: string | null
  /** Where a sound is played from. */
  clip: { versionId: string; row: number } | null
  givenLabel: string | null
  suggestion: { label: string; score: number } | null
  /** Null where its queue says it all. */
  reason: LabellingReason | null
}

export type LabellingPlanView = { kind: DataKind; classes: string[]; annotators: number }

export type LabellingOverview = {
  plan: LabellingPlanView
  /** Rows that wait in each queue for whoever asks, and for anybody. */
  queues: { queue: LabellingQueue; forMe: number; open: number }[]
  disputed: number
  /** Labelled, and not in a version yet. */
  toPublish: number
  published: number
  perClass: { label: string; count: number }[]
  /** Who has labelled how many. */
  people: { userId: string; name: string; count: number }[]
  agreement: {
    /** Rows that at least two people labelled. */
    rows: number
    /** Fleiss' kappa over all people. */
    kappa: number | null
    /** Cohen's kappa of two people over the rows that both labelled. */
    pairs: { a: string; b: string; rows: number; kappa: number | null }[]
  }
  /** The last look of a model through the rows; `running` while one goes on. */
  scoring: { modelVersionId: string | null; at: Date | null; rows: number; running: boolean } | null
  /** A model whose suggestions there could be. */
  latestModel: { modelVersionId: string; name: string; number: number } | null
}

export type DisputedItemView = LabellingItemView & {
  answers: { name: string; label: string; flagged: boolean; at: Date }[]
}

export type PublishPreview = {
  /** Rows by what becomes of them. */
  added: number
  relabelled: number
  confirmed: number
  perClass: { label: string; count: number }[]
  /** The version that the next one is made from; null where this makes the first. */
  from: { id: string; number: number } | null
}
