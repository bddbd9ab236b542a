import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from './columns.ts'
import { engagement } from './engagement.ts'
import { deployment } from './model.ts'
import { workspace } from './workspace.ts'

/**
 * What a dedicated deployment may be asked for and what it is held to. Never altered but for its end: other terms are
 * another row, so that a past month is judged by what was agreed on then.
 */
export const dedicatedTerms = pgTable(
  'dedicated_terms',
  {
    id: id(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployment.id),
    /** The custom service that it is a part of. */
    engagementId: text('engagement_id').references(() => engagement.id),
    /** Of all keys together, in place of each key's rate. */
    requestsPerSecond: integer('requests_per_second').notNull(),
    /** The least share of answered calls, in hundredths of a percent. */
    availabilityBasisPoints: integer('availability_basis_points').notNull(),
    p95TargetMs: integer('p95_target_ms').notNull(),
    fromAt: instant('from_at').notNull(),
    /** Null while in force. */
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('dedicated_terms_in_force').on(t.deploymentId).where(sql`ended_at is null`),
    index('dedicated_terms_deployment').on(t.deploymentId, t.fromAt),
    index('dedicated_terms_workspace').on(t.workspaceId),
    check(
      'dedicated_terms_sane',
      sql`requests_per_second > 0 and p95_target_ms > 0 and availability_basis_points between 1 and 10000`,
    ),
  ],
)
