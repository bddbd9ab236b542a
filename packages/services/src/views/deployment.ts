import type { PersonalDataKind } from '@assay/datasets/schema'
import type { DecisionPolicy, Manifest, TaskKind } from '@assay/ml-core/schema'
import type { ModelVersionSummary } from './model.ts'

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
  revisions: {
    revision: number
    modelVersionId: string
    versionNumber: number
    policy: DecisionPolicy | null
    createdAt: Date
  }[]
}
