import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { count, instant } from './columns.ts'
import { deployment } from './model.ts'
import { workspace } from './workspace.ts'

export type FiguresSpan = 'minute' | 'hour'

/** What came of a deployment's calls in a minute or an hour; added up by every gateway. */
export const deploymentFigures = pgTable(
  'deployment_figures',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployment.id),
    span: text('span').$type<FiguresSpan>().notNull(),
    /** Where the minute or hour begins, in UTC. */
    at: instant('at').notNull(),
    /** Answered calls, and their inputs. */
    answered: count('answered').notNull().default(0),
    inputs: count('inputs').notNull().default(0),
    /** Calls that had to be changed: a bad input, an unknown version. */
    refused: count('refused').notNull().default(0),
    /** Calls above a rate, a quota or a cap. */
    limited: count('limited').notNull().default(0),
    /** Calls that nobody had time for. */
    overloaded: count('overloaded').notNull().default(0),
    /** Calls that failed for a reason of ours. */
    failed: count('failed').notNull().default(0),
    /** Answered calls that waited for their model to wake. */
    coldStarts: count('cold_starts').notNull().default(0),
    /** Answered calls by the time that they took, in steps that grow by a quarter of an octave. */
    latencies: bigint('latencies', { mode: 'number' }).array().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.span, t.at] }),
    index('deployment_figures_workspace').on(t.workspaceId),
    index('deployment_figures_at').on(t.span, t.at),
  ],
)
