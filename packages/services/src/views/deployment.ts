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

export type DeploymentDetail = DeploymentView & {
  endpoint: string
  huggingFaceEndpoint: string
  manifest: Manifest
  revisions: {
    revision: number
    modelVersionId: string
    versionNumber: number
    policy: DecisionPolicy | null
    createdAt: Date
  }[]
}
