/** What an input was answered with; of several labels all of them, with ` | ` between. Null: the answer was withheld. */
export type CallAnswer = { label: string | null; score: number }

export type RequestView = {
  id: string
  at: Date
  deploymentId: string
  modelVersionId: string | null
  versionNumber: number | null
  status: number
  /** Why it was refused. */
  code: string | null
  latencyMs: number
  inputs: number
  /** In the order of the inputs; null where it was refused. */
  answers: CallAnswer[] | null
  /** Null: the playground. */
  apiKeyId: string | null
  apiKeyName: string | null
  endUserId: string | null
  /** Whether inputs of it were kept. */
  captured: boolean
}

export type RequestDetail = RequestView & {
  payloads: { place: number; input: unknown; answer: CallAnswer; expiresAt: Date }[]
  feedback: {
    place: number
    label: string | null
    correct: boolean | null
    comment: string | null
    at: Date
  }[]
}

/** A share with Wilson's 95 % interval. */
export type Accuracy = { correct: number; judged: number; share: number | null; low: number; high: number }

/** How right a deployment is where somebody said so; what nobody speaks of is not in it. */
export type FeedbackAccuracy = Accuracy & {
  /** All feedback, also that of which it is not known whether the answer was right. */
  total: number
  versions: (Accuracy & { modelVersionId: string; number: number; total: number })[]
}

export type FeedbackReceipt = {
  id: string
  prediction_id: string
  /** Null where it could not be told. */
  correct: boolean | null
  /** Whether the row now waits to be labelled. */
  queued: boolean
}
