import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

/** Where a tenant wants to hear of what happens in the workspace. */
export const webhookEndpoint = pgTable(
  'webhook_endpoint',
  {
    id: id(),
    workspaceId: owner(),
    url: text('url').notNull(),
    events: text('events').array().notNull(),
    /** `whsec_…`; deliveries are signed with it, so it is kept as it is and shown once. */
    secret: text('secret').notNull(),
    /** The one before a rotation signs beside it until then. */
    oldSecret: text('old_secret'),
    oldSecretUntil: instant('old_secret_until'),
    /** Of the first failure since which nothing arrived. */
    failingSince: instant('failing_since'),
    disabledAt: instant('disabled_at'),
    createdAt: createdAt(),
  },
  (t) => [index('webhook_endpoint_workspace').on(t.workspaceId)],
)

export type WebhookDeliveryStatus = 'pending' | 'delivered' | 'failed'
export type WebhookAttempt = {
  /** ISO 8601. */
  at: string
  ms: number
  /** Null where nobody answered. */
  status: number | null
  error: string | null
  /** The beginning of the answer. */
  response: string
}

/** One event for one endpoint: written in the transaction of its cause. */
export const webhookDelivery = pgTable(
  'webhook_delivery',
  {
    /** Sent as `webhook-id`: the same in every attempt. */
    id: id(),
    workspaceId: owner(),
    endpointId: text('endpoint_id')
      .notNull()
      .references(() => webhookEndpoint.id, { onDelete: 'cascade' }),
    event: text('event').notNull(),
    /** The JSON that is signed, byte for byte. */
    body: text('body').notNull(),
    status: text('status').$type<WebhookDeliveryStatus>().notNull().default('pending'),
    /** Since it was last queued by hand; what an older attempt reports is refused. */
    attempt: integer('attempt').notNull().default(0),
    /** The newest last. */
    attempts: jsonb('attempts').$type<WebhookAttempt[]>().notNull().default([]),
    nextAttemptAt: instant('next_attempt_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('webhook_delivery_endpoint').on(t.endpointId, t.createdAt),
    index('webhook_delivery_workspace').on(t.workspaceId),
    index('webhook_delivery_created_at').on(t.createdAt),
  ],
)

/** That a period's predictions reached a share of their quota was told. */
export const quotaNotice = pgTable(
  'quota_notice',
  {
    workspaceId: owner(),
    periodStart: instant('period_start').notNull(),
    threshold: integer('threshold').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.periodStart, t.threshold] })],
)
