import { boolean, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)
/** By id alone: what was done outlives the account of who did it. */
const person = (name: string) => text(name).notNull()

/** A workspace that the operator has stopped; the row goes when it may go on. */
export const workspaceSuspension = pgTable('workspace_suspension', {
  workspaceId: text('workspace_id')
    .primaryKey()
    .references(() => workspace.id),
  /** Shown to its people. */
  reason: text('reason').notNull(),
  /** Whom they may ask. */
  contact: text('contact').notNull(),
  suspendedBy: person('suspended_by'),
  /** `deletion`: it waits for its end, and whoever asked for that takes it back. */
  cause: text('cause').$type<'operator' | 'deletion'>().notNull().default('operator'),
  /** Its subscription was paused with it, and is resumed with it. */
  pausedSubscription: boolean('paused_subscription').notNull().default(false),
  suspendedAt: instant('suspended_at').notNull(),
})

/** What the operator's people write down of a workspace; its own people never read it. */
export const operatorNote = pgTable(
  'operator_note',
  {
    id: id(),
    workspaceId: owner(),
    authorId: person('author_id'),
    text: text('text').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('operator_note_workspace').on(t.workspaceId, t.createdAt)],
)

/** An operator looking at a workspace as its people see it, for a limited time. */
export const operatorView = pgTable(
  'operator_view',
  {
    id: id(),
    workspaceId: owner(),
    operatorId: person('operator_id'),
    reason: text('reason').notNull(),
    startedAt: instant('started_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    index('operator_view_operator').on(t.operatorId, t.expiresAt),
    index('operator_view_workspace').on(t.workspaceId),
  ],
)

export type AnnouncementTone = 'info' | 'warn' | 'bad'

/** A notice of the operator on tenants' pages. */
export const announcement = pgTable(
  'announcement',
  {
    id: id(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    tone: text('tone').$type<AnnouncementTone>().notNull(),
    /** The key of the plan whose subscribers see it; null: everybody. */
    planKey: text('plan_key'),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at'),
    createdBy: person('created_by'),
    createdAt: createdAt(),
  },
  (t) => [index('announcement_starts_at').on(t.startsAt)],
)

/** A part of the product that was switched; what has no row is as the code has it. */
export const featureFlag = pgTable('feature_flag', {
  name: text('name').primaryKey(),
  enabled: boolean('enabled').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** The same for one workspace, which goes before. */
export const featureOverride = pgTable(
  'feature_override',
  {
    workspaceId: owner(),
    name: text('name').notNull(),
    enabled: boolean('enabled').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.name] })],
)
