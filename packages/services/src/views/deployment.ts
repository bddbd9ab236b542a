import type { PersonalDataKind } from '@assay/datasets/schema'
import type {
  Attribution,
  DecisionPolicy,
  Manifest,
  MultiPrediction,
  Prediction,
  TaskKind,
} from '@assay/ml-core/schema'
import type { GoldResult, Traffic } from '../deployment/traffic.ts'
import type { ModelVersionSummary } from './model.ts'

export type { CanaryRules, GoldResult, Traffic } from '../deployment/traffic.ts'

export type DeploymentView = {
  id: string
  name: string
  modelId: string
  modelName: string
  kind: TaskKind
  revision: number
  /** How answers are decided; null: the most probable label. */
  policy: DecisionPolicy | null
  version: ModelVersionSummary
  stoppedAt: Date | null
  createdAt: Date
  updatedAt: Date
  predictionsThisPeriod: number
}

export type DataHandlingView = {
  /** Masked before the model sees an input. */
  maskInputs: PersonalDataKind[]
  capture: {
    /** Share of the calls, 0 … 1. */
    sampleRate: number
    /** Only answers whose score is below; null: all of them. */
    belowScore: number | null
    /** Masked before anything is written. */
    redact: PersonalDataKind[]
    keepDays: number
  } | null
}

export type DeploymentDetail = DeploymentView & {
  endpoint: string
  huggingFaceEndpoint: string
  manifest: Manifest
  /** What is masked in its inputs, and what of its calls is kept. */
  dataHandling: DataHandlingView
  /** Whether anybody may read its status page. */
  publicStatus: boolean
  /** Whether it is dedicated, or was. */
  hasSla: boolean
  /** Null: the live version has all of the calls, and nothing answers in its shadow. */
  traffic: Traffic | null
  /** How the canary that runs, or ran last, did on its gold rows. */
  gold: GoldResult | null
  revisions: {
    revision: number
    modelVersionId: string
    versionNumber: number
    policy: DecisionPolicy | null
    traffic: Traffic | null
    reason: string | null
    /** False where rules or the gateway made it. */
    byPerson: boolean
    createdAt: Date
  }[]
}

export type VersionTraffic = {
  role: 'live' | 'canary' | 'shadow'
  modelVersionId: string
  versionNumber: number
  /** Of the callers. */
  percent: number
  calls: number
  errors: number
  p50Ms: number | null
  p99Ms: number | null
  /** Answers of a shadow that were compared with those that callers got. */
  compared: number
  /** Share of them that were the same, 0 to 1. */
  agreement: number | null
}

export type TrafficComparison = {
  versions: VersionTraffic[]
  /** What the canary's rules say at this moment; null where a person decides. */
  verdict: { act: 'wait' | 'promote' | 'rollback'; reason: string } | null
}

/** The calls of a stretch of time. */
export type FiguresPoint = {
  /** Its beginning. */
  at: Date
  answered: number
  /** Of the answered calls. */
  inputs: number
  /** The caller has to change something. */
  refused: number
  /** Above a rate, a quota or a cap. */
  limited: number
  overloaded: number
  /** For a reason of the platform's. */
  failed: number
  coldStarts: number
  /** Null where nothing was answered. */
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

export type DeploymentFigures = { stepSeconds: number; total: FiguresPoint; points: FiguresPoint[] }

/** What was agreed on for a dedicated deployment. */
export type DedicatedTermsView = {
  engagementId: string | null
  /** Of all keys together. */
  requestsPerSecond: number
  /** The least share of answered calls. */
  availabilityBasisPoints: number
  p95TargetMs: number
  fromAt: Date
}

/** `terms`: those in force. `hasSla`: whether there have ever been some. */
export type OperatorDeployment = {
  id: string
  name: string
  terms: DedicatedTermsView | null
  hasSla: boolean
}

export type SlaVerdict = 'met' | 'missed' | 'no_calls'

export type SlaMonth = {
  /** 2026-11, in UTC. */
  month: string
  /** It is not over yet. */
  open: boolean
  /** What availability is a share of: answered, overloaded and failed. */
  calls: number
  answered: number
  overloaded: number
  failed: number
  /** Refused for a reason of the caller's; not in `calls`. */
  excluded: number
  /** Rounded down; null without calls. */
  availabilityBasisPoints: number | null
  availabilityTarget: number
  availability: SlaVerdict
  p95Ms: number | null
  p95TargetMs: number
  p95: SlaVerdict
}

export type SlaReport = {
  deploymentId: string
  name: string
  /** Null where it is not dedicated any more, or never was. */
  terms: DedicatedTermsView | null
  months: SlaMonth[]
}

/** The answer to a call that somebody made by hand. */
export type TriedOut = {
  requestId: string
  prediction: Prediction | MultiPrediction
  attributions: Attribution[]
  latencyMs: number
}
