import { sql } from 'drizzle-orm'
import { doublePrecision, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { count, id, instant } from './columns.ts'
import { deployment, modelVersion } from './model.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)
const served = () =>
  text('deployment_id')
    .notNull()
    .references(() => deployment.id)
const version = () =>
  text('model_version_id')
    .notNull()
    .references(() => modelVersion.id)

/** What a sample of an hour's inputs and answers was like, as counts in the bins of the version's reference. */
export const driftSketch = pgTable(
  'drift_sketch',
  {
    workspaceId: owner(),
    deploymentId: served(),
    modelVersionId: version(),
    hour: instant('hour').notNull(),
    /** As ml-core lays it out. */
    counts: doublePrecision('counts').array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.modelVersionId, t.hour] }),
    index('drift_sketch_workspace').on(t.workspaceId),
    index('drift_sketch_hour').on(t.hour),
  ],
)

/** A comparison of live inputs with the training's. */
export const driftMeasurement = pgTable(
  'drift_measurement',
  {
    workspaceId: owner(),
    deploymentId: served(),
    modelVersionId: version(),
    at: instant('at').notNull(),
    rows: count('rows').notNull(),
    result: jsonb('result').$type<unknown>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.at] }),
    index('drift_measurement_workspace').on(t.workspaceId),
    index('drift_measurement_at').on(t.at),
  ],
)

/** A respect in which live inputs left what is usual; open until they are back well below the threshold. */
export const driftAlert = pgTable(
  'drift_alert',
  {
    id: id(),
    workspaceId: owner(),
    deploymentId: served(),
    modelVersionId: version(),
    kind: text('kind').notNull(),
    /** Empty for what concerns the answers as a whole. */
    feature: text('feature').notNull(),
    /** When it was raised, and the newest. */
    firstValue: doublePrecision('first_value').notNull(),
    value: doublePrecision('value').notNull(),
    threshold: doublePrecision('threshold').notNull(),
    raisedAt: instant('raised_at').notNull(),
    clearedAt: instant('cleared_at'),
  },
  (t) => [
    uniqueIndex('drift_alert_open').on(t.deploymentId, t.kind, t.feature).where(sql`${t.clearedAt} is null`),
    index('drift_alert_deployment').on(t.deploymentId, t.raisedAt),
    index('drift_alert_workspace').on(t.workspaceId),
  ],
)
