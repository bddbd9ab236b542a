import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { count, createdAt, id, instant } from './columns.ts'
import { deployment } from './model.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

const served = () =>
  text('deployment_id')
    .notNull()
    .references(() => deployment.id)

/** Somebody for whom a tenant calls, under the name that the tenant gave them. */
export const endUser = pgTable(
  'end_user',
  {
    workspaceId: owner(),
    id: text('id').notNull(),
    /** Predictions in a calendar month (UTC); null: as many as the plan has. */
    monthlyLimit: count('monthly_limit'),
    blockedAt: instant('blocked_at'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
)

/** The counter that an end user's calls are admitted by; raised in the commit that records their usage. */
export const endUserMonth = pgTable(
  'end_user_month',
  {
    workspaceId: owner(),
    endUserId: text('end_user_id').notNull(),
    /** The first day of the month, in UTC. */
    month: date('month').notNull(),
    used: count('used').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.endUserId, t.month] })],
)

/** What an end user's statement lists. */
export const endUserUsage = pgTable(
  'end_user_usage',
  {
    workspaceId: owner(),
    endUserId: text('end_user_id').notNull(),
    /** In UTC. */
    day: date('day').notNull(),
    deploymentId: text('deployment_id').notNull(),
    quantity: count('quantity').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.endUserId, t.day, t.deploymentId] })],
)

/** A call to a deployment as its people see it; of busy deployments a sample. No ledger: that is `usage_event`. */
export const requestLog = pgTable(
  'request_log',
  {
    /** The id that the caller was answered with. */
    id: id(),
    workspaceId: owner(),
    deploymentId: served(),
    modelVersionId: text('model_version_id'),
    /** Null: the playground. */
    apiKeyId: text('api_key_id'),
    endUserId: text('end_user_id'),
    status: integer('status').notNull(),
    /** Why it was refused. */
    code: text('code'),
    latencyMs: real('latency_ms').notNull(),
    inputs: integer('inputs').notNull(),
    /** What each input was answered with, in order: `{ label, score }[]`; null where it was refused. */
    answers: jsonb('answers').$type<unknown>(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('request_log_deployment').on(t.deploymentId, t.at),
    index('request_log_workspace').on(t.workspaceId),
    index('request_log_at').on(t.at),
  ],
)

/** An input and its answer, kept because the deployment says so, without the personal data that it names. */
export const capturedPrediction = pgTable(
  'captured_prediction',
  {
    requestId: text('request_id').notNull(),
    /** Which of the request's inputs, from zero. */
    place: integer('place').notNull(),
    workspaceId: owner(),
    deploymentId: served(),
    modelVersionId: text('model_version_id').notNull(),
    input: jsonb('input').$type<unknown>().notNull(),
    answer: jsonb('answer').$type<unknown>().notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.place] }),
    index('captured_prediction_deployment').on(t.deploymentId, t.createdAt),
    index('captured_prediction_workspace').on(t.workspaceId),
    index('captured_prediction_expiry').on(t.expiresAt),
  ],
)

/** What somebody who knows says of an answer. */
export const feedback = pgTable(
  'feedback',
  {
    id: id(),
    workspaceId: owner(),
    deploymentId: served(),
    modelVersionId: text('model_version_id').notNull(),
    requestId: text('request_id').notNull(),
    place: integer('place').notNull(),
    /** What was answered, as far as it is known. */
    predicted: text('predicted'),
    /** What would have been right. */
    label: text('label'),
    /** Null where neither was said, nor could be told. */
    correct: boolean('correct'),
    comment: text('comment'),
    endUserId: text('end_user_id'),
    apiKeyId: text('api_key_id'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('feedback_prediction').on(t.requestId, t.place),
    index('feedback_deployment').on(t.deploymentId, t.modelVersionId),
    index('feedback_workspace').on(t.workspaceId),
  ],
)
