import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { count, createdAt, id, instant } from './columns.ts'
import { dataset, datasetVersion, type JobError } from './dataset.ts'
import { workspace } from './workspace.ts'

export type TrainingStatus = 'queued' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

export const model = pgTable(
  'model',
  {
    id: id(),
    workspaceId: owner(),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => dataset.id),
    name: text('name').notNull(),
    kind: text('kind').$type<'text' | 'table' | 'image' | 'audio'>().notNull(),
    /** What its people say of it in the model card. */
    cardNotes: jsonb('card_notes').$type<unknown>(),
    archivedAt: instant('archived_at'),
    /** When the data that it learned from was deleted. */
    dataDeletedAt: instant('data_deleted_at'),
    createdAt: createdAt(),
  },
  (t) => [index('model_workspace').on(t.workspaceId, t.createdAt)],
)

export const trainingJob = pgTable(
  'training_job',
  {
    id: id(),
    workspaceId: owner(),
    modelId: text('model_id')
      .notNull()
      .references(() => model.id),
    datasetVersionId: text('dataset_version_id')
      .notNull()
      .references(() => datasetVersion.id),
    status: text('status').$type<TrainingStatus>().notNull(),
    config: jsonb('config').$type<unknown>().notNull(),
    /** Raised by each claim; a finish that names an older attempt is refused. */
    attempt: integer('attempt').notNull().default(0),
    workerId: text('worker_id'),
    progress: jsonb('progress').$type<unknown>(),
    error: jsonb('error').$type<JobError>(),
    /** Compute seconds over all attempts; billed in whole seconds. */
    seconds: real('seconds').notNull().default(0),
    createdBy: text('created_by').references(() => user.id),
    startedAt: instant('started_at'),
    heartbeatAt: instant('heartbeat_at'),
    finishedAt: instant('finished_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('training_job_workspace').on(t.workspaceId, t.createdAt),
    index('training_job_model').on(t.modelId),
  ],
)

export const modelVersion = pgTable(
  'model_version',
  {
    id: id(),
    workspaceId: owner(),
    modelId: text('model_id')
      .notNull()
      .references(() => model.id),
    number: integer('number').notNull(),
    trainingJobId: text('training_job_id')
      .notNull()
      .unique()
      .references(() => trainingJob.id),
    datasetVersionId: text('dataset_version_id')
      .notNull()
      .references(() => datasetVersion.id),
    artifactKey: text('artifact_key').notNull(),
    artifactBytes: count('artifact_bytes').notNull(),
    /** SHA-256 (hex) of the bundle: the model's hash. */
    artifactSha256: text('artifact_sha256').notNull(),
    manifest: jsonb('manifest').$type<unknown>().notNull(),
    report: jsonb('report').$type<unknown>().notNull(),
    /** What its training rows were like; null for versions from before it was kept. */
    driftReference: jsonb('drift_reference').$type<unknown>(),
    accuracy: real('accuracy').notNull(),
    macroF1: real('macro_f1').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('model_version_number').on(t.modelId, t.number),
    index('model_version_workspace').on(t.workspaceId),
  ],
)

export const deployment = pgTable(
  'deployment',
  {
    id: id(),
    workspaceId: owner(),
    modelId: text('model_id')
      .notNull()
      .references(() => model.id),
    modelVersionId: text('model_version_id')
      .notNull()
      .references(() => modelVersion.id),
    name: text('name').notNull(),
    /** How answers are decided; null: the most probable label. */
    policy: jsonb('policy').$type<unknown>(),
    /** What is masked in inputs, and what of calls is kept; null: nothing of either. */
    dataHandling: jsonb('data_handling').$type<unknown>(),
    /** A canary and a shadow beside the version above; null: it has all of the traffic. */
    traffic: jsonb('traffic').$type<unknown>(),
    /** How the canary did on the gold rows. */
    gold: jsonb('gold').$type<unknown>(),
    /** When drift is told of; null: as it is for every deployment. */
    drift: jsonb('drift').$type<unknown>(),
    /** Whether anybody may read its status page. */
    publicStatus: boolean('public_status').notNull().default(false),
    /** When drift was last measured. */
    driftMeasuredAt: instant('drift_measured_at'),
    /** Raised by each deploy and rollback. */
    revision: integer('revision').notNull().default(1),
    stoppedAt: instant('stopped_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [index('deployment_workspace').on(t.workspaceId, t.createdAt)],
)

export const deploymentRevision = pgTable(
  'deployment_revision',
  {
    id: id(),
    workspaceId: owner(),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployment.id),
    revision: integer('revision').notNull(),
    modelVersionId: text('model_version_id')
      .notNull()
      .references(() => modelVersion.id),
    policy: jsonb('policy').$type<unknown>(),
    traffic: jsonb('traffic').$type<unknown>(),
    /** What it was made for, in words. */
    reason: text('reason'),
    createdBy: text('created_by').references(() => user.id),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('deployment_revision_number').on(t.deploymentId, t.revision),
    index('deployment_revision_workspace').on(t.workspaceId),
  ],
)

export type TrafficRole = 'live' | 'canary' | 'shadow'

/** What came of the calls to each version while a revision shared them out; counted by the gateways. */
export const deploymentTraffic = pgTable(
  'deployment_traffic',
  {
    workspaceId: owner(),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployment.id),
    revision: integer('revision').notNull(),
    role: text('role').$type<TrafficRole>().notNull(),
    modelVersionId: text('model_version_id')
      .notNull()
      .references(() => modelVersion.id),
    calls: count('calls').notNull().default(0),
    /** Calls that the version refused or could not answer. */
    errors: count('errors').notNull().default(0),
    /** Calls by the time that they took, in steps that grow by a quarter of an octave. */
    latencies: bigint('latencies', { mode: 'number' }).array().notNull().default([]),
    /** Answers of a shadow that were compared with those that callers got, and those that were the same. */
    compared: count('compared').notNull().default(0),
    agreed: count('agreed').notNull().default(0),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.revision, t.role] }),
    index('deployment_traffic_workspace').on(t.workspaceId),
  ],
)

/** A worker process, alive while its heartbeat is fresh. Holds no tenant's data. */
export const workerProcess = pgTable('worker_process', {
  id: id(),
  /** Where the gateway reaches its predict server. */
  url: text('url').notNull(),
  queueWorkerIds: text('queue_worker_ids').array().notNull().default([]),
  info: jsonb('info').$type<Record<string, unknown>>().notNull().default({}),
  heartbeatAt: instant('heartbeat_at').notNull(),
  startedAt: instant('started_at').notNull(),
})
