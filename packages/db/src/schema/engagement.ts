import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { user } from './account.ts'
import { invoice } from './billing.ts'
import { amountMinor, count, createdAt, id, instant } from './columns.ts'
import { dataset } from './dataset.ts'
import { deployment, model } from './model.ts'
import { workspace } from './workspace.ts'

/** `quoted`: a quote waits for its answer. `active`: accepted, and being worked on. */
export type EngagementState =
  | 'requested'
  | 'quoted'
  | 'active'
  | 'completed'
  | 'declined'
  | 'expired'
  | 'cancelled'
export type QuoteState = 'draft' | 'sent' | 'superseded' | 'accepted' | 'declined' | 'expired'
/** The columns of the work board. */
export type WorkState = 'todo' | 'in_progress' | 'in_review' | 'done'
export type ChangeState = 'proposed' | 'accepted' | 'declined' | 'withdrawn'
export type EngagementDataKind = 'text' | 'table' | 'image' | 'audio' | 'other'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)
const ofEngagement = () =>
  text('engagement_id')
    .notNull()
    .references(() => engagement.id)

/** A custom service, from what was asked for to the last milestone. */
export const engagement = pgTable(
  'engagement',
  {
    id: id(),
    workspaceId: owner(),
    title: text('title').notNull(),
    brief: text('brief').notNull(),
    dataKind: text('data_kind').$type<EngagementDataKind>().notNull(),
    /** Of the budget, and then of everything that is quoted. */
    currency: text('currency').notNull(),
    budgetMinMinor: amountMinor('budget_min_minor'),
    budgetMaxMinor: amountMinor('budget_max_minor'),
    wantedOn: date('wanted_on', { mode: 'string' }),
    state: text('state').$type<EngagementState>().notNull().default('requested'),
    /** What its milestones come to, tax included; null until a quote is accepted. Held by a trigger. */
    totalMinor: amountMinor('total_minor'),
    /** The tax within `total_minor`. */
    taxMinor: amountMinor('tax_minor'),
    depositMinor: amountMinor('deposit_minor'),
    /** How much of the deposit has been taken off milestones' invoices. */
    depositCreditedMinor: amountMinor('deposit_credited_minor').notNull().default(sql`0`),
    createdBy: text('created_by').references(() => user.id),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('engagement_workspace').on(t.workspaceId, t.createdAt),
    index('engagement_state').on(t.state, t.updatedAt),
    check('engagement_deposit', sql`deposit_credited_minor between 0 and coalesce(deposit_minor, 0)`),
  ],
)

/** One writing of the quote. Once sent, its content never changes: a trigger holds it. */
export const quoteVersion = pgTable(
  'quote_version',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    number: integer('number').notNull(),
    state: text('state').$type<QuoteState>().notNull().default('draft'),
    content: jsonb('content').$type<unknown>().notNull(),
    /** SHA-256 (hex) of the content in its canonical form: what a signature signs. */
    contentSha256: text('content_sha256').notNull(),
    subtotalMinor: amountMinor('subtotal_minor').notNull(),
    taxMinor: amountMinor('tax_minor').notNull(),
    totalMinor: amountMinor('total_minor').notNull(),
    validUntil: date('valid_until', { mode: 'string' }).notNull(),
    sentAt: instant('sent_at'),
    answeredAt: instant('answered_at'),
    declineReason: text('decline_reason'),
    signedName: text('signed_name'),
    /** The network address that the acceptance came from. */
    signedAddress: text('signed_address'),
    signedBy: text('signed_by').references(() => user.id),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('quote_version_number').on(t.engagementId, t.number),
    uniqueIndex('quote_version_one_draft').on(t.engagementId).where(sql`state = 'draft'`),
    uniqueIndex('quote_version_one_open').on(t.engagementId).where(sql`state = 'sent'`),
    uniqueIndex('quote_version_accepted_once').on(t.engagementId).where(sql`state = 'accepted'`),
    index('quote_version_workspace').on(t.workspaceId),
    index('quote_version_valid').on(t.validUntil).where(sql`state = 'sent'`),
  ],
)

/** A part of the accepted work that is delivered, accepted and invoiced on its own. */
export const engagementMilestone = pgTable(
  'engagement_milestone',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    position: integer('position').notNull(),
    title: text('title').notNull(),
    description: text('description').notNull().default(''),
    /** Tax included. */
    amountMinor: amountMinor('amount_minor').notNull(),
    taxMinor: amountMinor('tax_minor').notNull(),
    dueOn: date('due_on', { mode: 'string' }),
    state: text('state').$type<WorkState>().notNull().default('todo'),
    acceptedAt: instant('accepted_at'),
    acceptedBy: text('accepted_by').references(() => user.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('engagement_milestone_engagement').on(t.engagementId, t.position),
    index('engagement_milestone_workspace').on(t.workspaceId),
    check('engagement_milestone_amount', sql`amount_minor >= 0`),
  ],
)

export const engagementTask = pgTable(
  'engagement_task',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    milestoneId: text('milestone_id')
      .notNull()
      .references(() => engagementMilestone.id),
    title: text('title').notNull(),
    assignee: text('assignee').notNull().default(''),
    dueOn: date('due_on', { mode: 'string' }),
    state: text('state').$type<WorkState>().notNull().default('todo'),
    position: integer('position').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('engagement_task_milestone').on(t.milestoneId, t.position),
    index('engagement_task_workspace').on(t.workspaceId),
  ],
)

/** What was agreed on after acceptance: its lines, and which milestones they add or alter. */
export const engagementChange = pgTable(
  'engagement_change',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    number: integer('number').notNull(),
    state: text('state').$type<ChangeState>().notNull().default('proposed'),
    title: text('title').notNull(),
    reason: text('reason').notNull(),
    content: jsonb('content').$type<unknown>().notNull(),
    contentSha256: text('content_sha256').notNull(),
    /** What it adds to the total, tax included; below zero where it takes away. */
    deltaMinor: amountMinor('delta_minor').notNull(),
    taxMinor: amountMinor('tax_minor').notNull(),
    answeredAt: instant('answered_at'),
    declineReason: text('decline_reason'),
    signedName: text('signed_name'),
    signedAddress: text('signed_address'),
    signedBy: text('signed_by').references(() => user.id),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('engagement_change_number').on(t.engagementId, t.number),
    index('engagement_change_workspace').on(t.workspaceId),
  ],
)

/** The outbox of invoices to Stripe: written with the acceptance that causes it, sent by a job. */
export const engagementInvoice = pgTable(
  'engagement_invoice',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    /** Null: the deposit. */
    milestoneId: text('milestone_id').references(() => engagementMilestone.id),
    currency: text('currency').notNull(),
    /** What is asked for, tax included and the deposit taken off. */
    amountMinor: amountMinor('amount_minor').notNull(),
    lines: jsonb('lines').$type<{ description: string; amountMinor: string; tax?: boolean }[]>().notNull(),
    /** `covered`: the deposit had paid for all of it, and there is nothing to send. */
    state: text('state').$type<'pending' | 'sent' | 'failed' | 'covered'>().notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    error: text('error'),
    stripeInvoiceId: text('stripe_invoice_id').unique(),
    /** Our mirror of it. */
    invoiceId: text('invoice_id').references(() => invoice.id),
    sentAt: instant('sent_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('engagement_invoice_deposit').on(t.engagementId).where(sql`milestone_id is null`),
    uniqueIndex('engagement_invoice_milestone').on(t.milestoneId).where(sql`milestone_id is not null`),
    index('engagement_invoice_workspace').on(t.workspaceId),
    index('engagement_invoice_pending').on(t.createdAt).where(sql`state = 'pending'`),
  ],
)

/** What was said, and what happened: the thread that both sides read. */
export const engagementEntry = pgTable(
  'engagement_entry',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    kind: text('kind').$type<'comment' | 'event'>().notNull(),
    side: text('side').$type<'tenant' | 'operator' | 'system'>().notNull(),
    authorId: text('author_id'),
    authorName: text('author_name').notNull(),
    text: text('text').notNull(),
    quoteVersionId: text('quote_version_id').references((): AnyPgColumn => quoteVersion.id),
    milestoneId: text('milestone_id').references((): AnyPgColumn => engagementMilestone.id),
    /** Since when the other side's mail is queued. */
    mailedAt: instant('mailed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('engagement_entry_engagement').on(t.engagementId, t.createdAt),
    index('engagement_entry_workspace').on(t.workspaceId),
  ],
)

export const engagementAttachment = pgTable(
  'engagement_attachment',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    bytes: count('bytes').notNull(),
    sha256: text('sha256').notNull(),
    storeKey: text('store_key').notNull(),
    createdBy: text('created_by'),
    createdAt: createdAt(),
  },
  (t) => [
    index('engagement_attachment_engagement').on(t.engagementId),
    index('engagement_attachment_workspace').on(t.workspaceId),
  ],
)

/** Something of the workspace that belongs to it: without a milestone what it starts from, else what was delivered. */
export const engagementLink = pgTable(
  'engagement_link',
  {
    id: id(),
    workspaceId: owner(),
    engagementId: ofEngagement(),
    milestoneId: text('milestone_id').references(() => engagementMilestone.id),
    datasetId: text('dataset_id').references(() => dataset.id),
    modelId: text('model_id').references(() => model.id),
    deploymentId: text('deployment_id').references(() => deployment.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('engagement_link_engagement').on(t.engagementId),
    index('engagement_link_workspace').on(t.workspaceId),
    check('engagement_link_one', sql`num_nonnulls(dataset_id, model_id, deployment_id) = 1`),
  ],
)
