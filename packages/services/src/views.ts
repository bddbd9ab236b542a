import type { ColumnQuestion, DatasetProfile, IngestProgress, IngestReport } from '@assay/datasets/schema'
import type {
  DatasetVersionStatus,
  InvoiceStatus,
  JobError,
  PlanLimits,
  SubscriptionStatus,
  TrainingStatus,
  WorkspaceRole,
} from '@assay/db'
import type {
  Compression,
  DecisionPolicy,
  Manifest,
  TaskKind,
  TrainingConfig,
  TrainingProgress,
  TrainingReport,
} from '@assay/ml-core/schema'

export type { Attribution, LabelScore, MultiPrediction, Prediction } from '@assay/ml-core/schema'

// What the doors show of each entity. Dates are Dates (superjson carries them); money is whole minor units
// as a decimal string beside its currency.

export type Me = {
  user: { id: string; name: string; email: string; isOperator: boolean }
  workspaces: { id: string; name: string; role: WorkspaceRole }[]
}
export type MemberView = { userId: string; name: string; email: string; role: WorkspaceRole; joinedAt: Date }
export type InvitationView = {
  id: string
  email: string
  role: WorkspaceRole
  expiresAt: Date
  createdAt: Date
}
export type ApiKeyView = {
  id: string
  name: string
  prefix: string
  deploymentId: string | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}
export type AuditView = {
  id: string
  action: string
  subjectType: string
  subjectId: string
  actor: string
  at: Date
}

export type DatasetVersionSummary = {
  id: string
  datasetId: string
  number: number
  status: DatasetVersionStatus
  fileName: string
  rows: number | null
  uploadBytes: number | null
  createdAt: Date
  readyAt: Date | null
  error: JobError | null
  progress: IngestProgress | null
  /** The version that it was made from by edits, and what they did. */
  parentId: string | null
  edited: string | null
}
export type DatasetView = {
  id: string
  name: string
  createdAt: Date
  kind: TaskKind | null
  classes: number | null
  latest: DatasetVersionSummary | null
}
export type DatasetVersionView = DatasetVersionSummary & {
  datasetName: string
  uploadSha256: string | null
  contentSha256: string | null
  parquetBytes: number | null
  profile: DatasetProfile | null
  report: IngestReport | null
  question: ColumnQuestion | null
  /** How many things were found wrong with its rows; null while nobody has looked. */
  findings: number | null
}

export type TrainingJobView = {
  id: string
  modelId: string
  modelName: string
  datasetVersionId: string
  datasetName: string
  status: TrainingStatus
  config: TrainingConfig
  attempt: number
  progress: TrainingProgress | null
  error: JobError | null
  seconds: number
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  modelVersionId: string | null
}
export type ModelVersionSummary = {
  id: string
  modelId: string
  number: number
  family: string
  accuracy: number
  macroF1: number
  artifactBytes: number
  artifactSha256: string
  createdAt: Date
  datasetVersionId: string
  trainingJobId: string
  /** The version that it was made smaller from, and how; null where it was learned. */
  compression: Compression | null
}
export type ModelView = {
  id: string
  name: string
  kind: TaskKind
  datasetId: string
  datasetName: string
  createdAt: Date
  latest: ModelVersionSummary | null
  activeJob: { id: string; status: TrainingStatus } | null
  deployments: { id: string; name: string; modelVersionId: string }[]
}
export type ModelVersionView = ModelVersionSummary & {
  modelName: string
  kind: TaskKind
  report: TrainingReport
  manifest: Manifest
}

/** What people say of a model, beside what was measured. */
export type ModelCardNotes = { intendedUse: string; limits: string; contact: string }
/** What someone should know before relying on a model version (after Mitchell et al. 2019). */
export type ModelCard = {
  model: {
    name: string
    version: number
    versionId: string
    kind: TaskKind
    family: string
    trainedAt: Date
    bytes: number
    sha256: string
  }
  notes: ModelCardNotes
  data: {
    name: string
    version: number
    sha256: string | null
    rows: TrainingReport['rows']
    classes: { label: string; testRows: number }[]
  }
  training: { config: TrainingConfig; backend: string | null; seconds: number }
  /** On the test split; the baseline always answers the most frequent class. */
  figures: TrainingReport['test']
  baseline: { accuracy: number; macroF1: number }
  calibration: TrainingReport['recalibration'] | null
  abstention: NonNullable<TrainingReport['abstention']>['rules']
  /** The surely worst ten. */
  slices: NonNullable<TrainingReport['slices']>
  /** Found in the report: what the figures warn of. */
  cautions: string[]
}

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
  huggingFaceEndpoint: string | null
  manifest: Manifest
  revisions: {
    revision: number
    modelVersionId: string
    versionNumber: number
    policy: DecisionPolicy | null
    createdAt: Date
  }[]
}

export type PlanView = {
  id: string
  key: string
  name: string
  version: PlanVersionView
}
export type PlanVersionView = {
  id: string
  number: number
  currency: string
  monthlyPriceMinor: string
  includedPredictions: number
  overagePer1000Minor: string | null
  limits: PlanLimits
  description: string
  createdAt: Date
}
export type SubscriptionView = {
  id: string
  status: SubscriptionStatus
  plan: PlanView
  currentPeriodStart: Date
  currentPeriodEnd: Date
  cancelAtPeriodEnd: boolean
  graceUntil: Date | null
}
export type UsageView = {
  meter: 'predictions'
  periodStart: Date
  periodEnd: Date
  used: number
  included: number
  hardLimit: number | null
  /** Minor units of overage so far, exact. */
  overageMinor: string
  currency: string
  byDay: { day: string; quantity: number }[]
  byDeployment: { deploymentId: string; name: string; quantity: number }[]
}
export type InvoiceView = {
  id: string
  number: string | null
  status: InvoiceStatus
  kind: string
  currency: string
  totalMinor: string
  amountPaidMinor: string
  /** What is still to be paid. */
  amountDueMinor: string
  periodStart: Date
  periodEnd: Date
  createdAt: Date
  hostedUrl: string | null
}
export type InvoiceLineView = {
  id: string
  kind: 'base' | 'usage' | 'proration' | 'other'
  description: string
  quantity: number
  exactAmount: string
  amountMinor: string
  currency: string
  periodStart: Date
  periodEnd: Date
  /** How many usage events stand behind it. */
  events: number
}
export type InvoiceDetail = InvoiceView & { lines: InvoiceLineView[] }
export type UsageEventView = {
  id: string
  quantity: number
  deploymentId: string | null
  deploymentName: string | null
  apiKeyId: string | null
  requestId: string
  occurredAt: Date
  includedQuantity: number | null
  billedQuantity: number | null
  exactAmount: string | null
}

export type OperatorTenant = {
  workspaceId: string
  name: string
  ownerEmail: string | null
  plan: string | null
  status: SubscriptionStatus | null
  mrrMinor: string
  currency: string
  predictionsThisPeriod: number
  models: number
  createdAt: Date
}
export type OperatorSubscription = SubscriptionView & {
  workspaceId: string
  workspaceName: string
  mrrMinor: string
  stripeSubscriptionId: string | null
}
export type OperatorInvoice = InvoiceView & { workspaceId: string; workspaceName: string }
export type RevenueView = {
  /** One entry per currency; currencies are never mixed. */
  currencies: {
    currency: string
    mrrMinor: string
    subscribers: number
    usageThisPeriodMinor: string
    invoicedMinor: string
    collectedMinor: string
    owedMinor: string
    byMonth: { month: string; baseMinor: string; usageMinor: string }[]
    mrrBridge: {
      month: string
      startMinor: string
      newMinor: string
      reactivationMinor: string
      expansionMinor: string
      contractionMinor: string
      churnMinor: string
      endMinor: string
    }[]
  }[]
  asOf: Date
}
export type PlanHistoryView = {
  id: string
  key: string
  name: string
  versions: (PlanVersionView & { current: boolean; subscribers: number })[]
}
