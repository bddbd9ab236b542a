import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { amountMinor, bytes, count, createdAt, exactDecimal, id, instant } from './columns.ts'

export type WorkspaceRole = 'owner' | 'admin' | 'member' | 'viewer'

export const workspace = pgTable('workspace', {
  id: id(),
  name: text('name').notNull(),
  /** Stripe's customer; null until the first checkout. */
  stripeCustomerId: text('stripe_customer_id').unique(),
  /** What this customer pays in, from its first payment on; a customer never has two. */
  billingCurrency: text('billing_currency'),
  /** A workspace tries a plan once. */
  trialUsedAt: instant('trial_used_at'),
  /** Whoever has no second factor may do nothing here but set one up. */
  requiresSecondFactor: boolean('requires_second_factor').notNull().default(false),
  /** When everything in it goes for good; null: it stays. Until then nobody can call it. */
  eraseAt: instant('erase_at'),
  erasedAt: instant('erased_at'),
  createdAt: createdAt(),
})

/** What the product keeps to itself of a workspace; shown nowhere. */
export const workspaceSecret = pgTable('workspace_secret', {
  workspaceId: text('workspace_id')
    .primaryKey()
    .references(() => workspace.id),
  /** 32 bytes: under it the same value becomes the same pseudonym, in this workspace alone. */
  pseudonymKey: bytes('pseudonym_key').notNull(),
  createdAt: createdAt(),
})

export const member = pgTable(
  'member',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    role: text('role').$type<WorkspaceRole>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] }), index('member_user_id').on(t.userId)],
)

export type MailKind = 'training' | 'quota' | 'drift' | 'service' | 'webhook' | 'digest'

/** Which mails of a workspace a member wants; of a kind without a row, as it is for everyone of their role. */
export const mailChoice = pgTable(
  'mail_choice',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    kind: text('kind').$type<MailKind>().notNull(),
    wanted: boolean('wanted').notNull(),
    /** When the last digest went out, or was asked for. */
    sentAt: instant('sent_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId, t.kind] }),
    index('mail_choice_digest').on(t.kind, t.sentAt),
  ],
)

export type TakeoutState = 'queued' | 'running' | 'ready' | 'failed' | 'expired'

/** Everything of a workspace as one archive, made by a job and kept for some days. */
export const takeout = pgTable(
  'takeout',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    requestedBy: text('requested_by').references(() => user.id),
    state: text('state').$type<TakeoutState>().notNull(),
    /** Files that are in the archive, and that will be; null until they are counted. */
    filesDone: integer('files_done').notNull().default(0),
    filesTotal: integer('files_total'),
    bytes: count('bytes'),
    /** SHA-256 (hex) of the archive. */
    sha256: text('sha256'),
    error: text('error'),
    createdAt: createdAt(),
    readyAt: instant('ready_at'),
    expiresAt: instant('expires_at'),
  },
  (t) => [
    index('takeout_workspace').on(t.workspaceId, t.createdAt),
    uniqueIndex('takeout_one_at_once').on(t.workspaceId).where(sql`state in ('queued', 'running')`),
  ],
)

export const invitation = pgTable(
  'invitation',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    email: text('email').notNull(),
    role: text('role').$type<WorkspaceRole>().notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    invitedBy: text('invited_by').references(() => user.id),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    revokedAt: instant('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [index('invitation_workspace_id').on(t.workspaceId)],
)

export type ApiKeyKind = 'secret' | 'publishable'
/** What a key may do: call deployments, send and take data, take models away. */
export type ApiKeyScope = 'predict' | 'data' | 'models'

/** The most that the calls of a key may cost in a billing period. */
export const keySpendCap = pgTable(
  'key_spend_cap',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    currency: text('currency').notNull(),
    limitMinor: amountMinor('limit_minor').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('key_spend_cap_workspace').on(t.workspaceId),
    check('key_spend_cap_limit', sql`limit_minor > 0`),
  ],
)

/** What was spent of a cap in a period, exact: what the workspace's usage grew by. Changed under the counter's lock. */
export const keySpend = pgTable(
  'key_spend',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    capId: text('cap_id')
      .notNull()
      .references(() => keySpendCap.id, { onDelete: 'cascade' }),
    periodStart: instant('period_start').notNull(),
    spent: exactDecimal('spent').notNull(),
  },
  (t) => [primaryKey({ columns: [t.capId, t.periodStart] }), index('key_spend_workspace').on(t.workspaceId)],
)

export const apiKey = pgTable(
  'api_key',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    name: text('name').notNull(),
    /** The first characters, shown so that a person can tell keys apart. */
    prefix: text('prefix').notNull(),
    /** SHA-256 (hex) of the whole key; the key itself is stored nowhere. */
    hash: text('hash').notNull().unique(),
    /** `publishable`: it may stand in a web page, where anybody reads it. */
    kind: text('kind').$type<ApiKeyKind>().notNull().default('secret'),
    /** Null: every deployment of the workspace. */
    deploymentId: text('deployment_id'),
    scopes: text('scopes').array().$type<ApiKeyScope[]>().notNull().default(['predict', 'data', 'models']),
    expiresAt: instant('expires_at'),
    /** Addresses and CIDR ranges that may use it; empty: any. */
    allowedIps: text('allowed_ips').array().notNull().default([]),
    /** Origins of the pages that may use it; empty: any. */
    allowedOrigins: text('allowed_origins').array().notNull().default([]),
    /** Below the plan's rate; null: the plan's. */
    requestsPerSecond: integer('requests_per_second'),
    /** The key that a rotation put in its place. */
    successorId: text('successor_id'),
    /** What it may cost; keys that took each other's place share one. */
    spendCapId: text('spend_cap_id').references(() => keySpendCap.id),
    createdBy: text('created_by').references(() => user.id),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [index('api_key_workspace_id').on(t.workspaceId)],
)

export const auditEvent = pgTable(
  'audit_event',
  {
    id: id(),
    workspaceId: text('workspace_id'),
    actorType: text('actor_type').$type<'user' | 'api_key' | 'system'>().notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (t) => [
    index('audit_event_workspace').on(t.workspaceId, t.createdAt),
    index('audit_event_at').on(t.createdAt),
  ],
)

/** Answers kept for 72 h, so that a repeated request has one effect. */
export const idempotencyRecord = pgTable(
  'idempotency_record',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    /** Null while the first request is in flight. */
    status: text('status'),
    response: text('response'),
    lockedUntil: instant('locked_until').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.key] }),
    index('idempotency_record_created_at').on(t.createdAt),
    uniqueIndex('idempotency_record_hash').on(t.workspaceId, t.key, t.requestHash),
  ],
)
