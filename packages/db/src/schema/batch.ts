import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { count, createdAt, exactDecimal, id, instant } from './columns.ts'
import type { JobError } from './dataset.ts'
import { deployment, modelVersion } from './model.ts'
import { apiKey, workspace } from './workspace.ts'

/** `partial`: the plan's predictions were used up; it can be resumed. */
export type BatchStatus =
  | 'queued'
  | 'running'
  | 'cancelling'
  | 'succeeded'
  | 'partial'
  | 'failed'
  | 'cancelled'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

/** A file or a dataset version that a deployment's model works through, row by row. */
export const batch = pgTable(
  'batch',
  {
    id: id(),
    workspaceId: owner(),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployment.id),
    /** What was deployed when it was asked for answers all of it. */
    modelVersionId: text('model_version_id')
      .notNull()
      .references(() => modelVersion.id),
    policy: jsonb('policy').$type<unknown>(),
    status: text('status').$type<BatchStatus>().notNull(),
    /** A file's name, or that of the dataset. */
    sourceName: text('source_name').notNull(),
    /** Null: an uploaded file. Of data that was deleted it names nothing any more. */
    datasetVersionId: text('dataset_version_id'),
    /** Of a file for texts: the column that holds them, where it was named. */
    textColumn: text('text_column'),
    topK: integer('top_k'),
    /** Where an uploaded file lies until its rows have been read. */
    uploadKey: text('upload_key'),
    /** The rows, as they can be read from any place on. */
    rowsKey: text('rows_key'),
    /** Those of the input that results repeat, in their order. */
    columns: jsonb('columns').$type<string[]>(),
    /** Lines of the file that are no rows. */
    unreadable: jsonb('unreadable').$type<{ count: number; examples: { line: number; reason: string }[] }>(),
    rowsTotal: count('rows_total'),
    /** The checkpoint: results and usage of all rows before it are durable. */
    rowsDone: count('rows_done').notNull().default(0),
    rowsRefused: count('rows_refused').notNull().default(0),
    predictions: count('predictions').notNull().default(0),
    /** What its rows added to the usage of their periods, exact minor units. */
    cost: exactDecimal('cost').notNull().default('0'),
    /** Of the cost; null until something was billed. */
    currency: text('currency'),
    /** Raised by each claim; what an older attempt writes is refused. */
    attempt: integer('attempt').notNull().default(0),
    error: jsonb('error').$type<JobError>(),
    idempotencyKey: text('idempotency_key'),
    requestHash: text('request_hash'),
    apiKeyId: text('api_key_id').references(() => apiKey.id),
    createdBy: text('created_by').references(() => user.id),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** When its rows and results go. */
    expiresAt: instant('expires_at').notNull(),
    removedAt: instant('removed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('batch_workspace').on(t.workspaceId, t.createdAt),
    index('batch_expires_at').on(t.expiresAt).where(sql`removed_at is null`),
    index('batch_dataset_version').on(t.datasetVersionId),
    uniqueIndex('batch_idempotency').on(t.workspaceId, t.idempotencyKey),
  ],
)

/** A stretch of a batch whose results and usage were committed together. */
export const batchChunk = pgTable(
  'batch_chunk',
  {
    workspaceId: owner(),
    batchId: text('batch_id')
      .notNull()
      .references(() => batch.id, { onDelete: 'cascade' }),
    /** Its first row. */
    start: count('start').notNull(),
    rows: integer('rows').notNull(),
    /** The object that holds its results as JSON lines. */
    key: text('key').notNull(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.start] }), index('batch_chunk_workspace').on(t.workspaceId)],
)
