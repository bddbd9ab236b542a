import type { AnnouncementTone } from '@assay/db'

export type QueuedJobState = 'waiting' | 'later' | 'retrying' | 'running' | 'dead'

export type QueuedJob = {
  id: string
  name: string
  state: QueuedJobState
  workspaceId: string | null
  workspaceName: string | null
  /** What it is about: the ids in its payload. */
  subject: string
  attempts: number
  maxAttempts: number
  createdAt: Date
  runAt: Date
  lockedAt: Date | null
  lastError: string | null
}

/** One kind of job: what is in the queue, and what the running workers did of it within the last hour. */
export type QueueRow = {
  name: string
  waiting: number
  running: number
  dead: number
  oldestSeconds: number | null
  doneLastHour: number
  failedLastHour: number
}

export type WorkerView = {
  id: string
  url: string
  host: string | null
  version: string | null
  startedAt: Date
  heartbeatAt: Date
  /** Has not been heard of for longer than workers are silent. */
  silent: boolean
  /** What its last net was trained on, by the measurement that chose it. */
  backend: { name: string; adapter: string | null; stepMs: number | null } | null
  /** Of one minute, and over how many cores. */
  load: number | null
  cores: number | null
  memoryBytes: number
  machineBytes: number | null
  modelBytes: number
  loadedModels: number
  runningTrainings: number
}

export type SystemView = {
  workers: WorkerView[]
  queue: QueueRow[]
  /** Where the local Stripe's pages are; null with Stripe itself. */
  localStripeUrl: string | null
}

export type PlatformDeployment = {
  id: string
  name: string
  workspaceId: string
  workspaceName: string
  kind: string
  stopped: boolean
  dedicated: boolean
  /** Of a day. */
  calls: number
  broken: number
  p95Ms: number | null
  createdAt: Date
}

export type StripeEventRow = {
  id: string
  stripeEventId: string
  type: string
  state: 'applied' | 'waiting' | 'failed'
  attempts: number
  error: string | null
  receivedAt: Date
  handledAt: Date | null
}

export type EndpointRow = {
  id: string
  url: string
  workspaceId: string
  workspaceName: string
  failingSince: Date | null
  disabledAt: Date | null
  /** Of the newest delivery. */
  lastStatus: number | null
  lastError: string | null
  pending: number
  failed: number
}

export type PlatformAuditRow = {
  id: string
  action: string
  actor: string
  actorType: 'user' | 'api_key' | 'system'
  subjectType: string
  subjectId: string
  workspaceId: string | null
  workspaceName: string | null
  detail: string
  at: Date
}

export type AnnouncementRow = {
  id: string
  title: string
  text: string
  tone: AnnouncementTone
  planKey: string | null
  startsAt: Date
  endsAt: Date | null
  state: 'planned' | 'shown' | 'over'
  by: string
}

/** As a tenant sees it. */
export type AnnouncementView = Pick<AnnouncementRow, 'id' | 'title' | 'text' | 'tone'>

export type FeatureRow = {
  name: 'sign_up' | 'public_pages' | 'batches' | 'model_exports' | 'service_requests' | 'sponsors'
  enabled: boolean
  updatedAt: Date | null
  /** False: it concerns people without a workspace. */
  perWorkspace: boolean
  overrides: { workspaceId: string; workspaceName: string; enabled: boolean }[]
}
