import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { deployment } from './model.ts'
import { workspace } from './workspace.ts'

/** What a workspace shows of a deployment to anybody, while it is open. */
export const publicPage = pgTable(
  'public_page',
  {
    deploymentId: text('deployment_id')
      .primaryKey()
      .references(() => deployment.id, { onDelete: 'cascade' }),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    /** In the page's address; of the whole platform. */
    slug: text('slug').notNull().unique(),
    isOpen: boolean('is_open').notNull().default(false),
    title: text('title').notNull(),
    /** Markdown. */
    description: text('description').notNull().default(''),
    /** Inputs that visitors may begin with; the training data's own are never shown. */
    examples: jsonb('examples').$type<unknown>().notNull().default([]),
    /** Predictions that visitors may make in a day (UTC), all together. */
    dailyCap: integer('daily_cap').notNull(),
    showsCard: boolean('shows_card').notNull().default(true),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('public_page_workspace').on(t.workspaceId), check('public_page_cap', sql`daily_cap >= 0`)],
)

/** How much of a day's cap visitors have used. */
export const publicPageDay = pgTable(
  'public_page_day',
  {
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => publicPage.deploymentId, { onDelete: 'cascade' }),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    day: date('day', { mode: 'string' }).notNull(),
    calls: integer('calls').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.day] }),
    index('public_page_day_workspace').on(t.workspaceId),
  ],
)
