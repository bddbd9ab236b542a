import { type Tx, tables } from '@assay/db'
import { type DriftReference, type DriftSettings, driftReferenceSchema } from '@assay/ml-core/schema'
import { and, eq, gte, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { settingsOf } from './settings.ts'

const everyMinutes = 60
/** Where there are too few inputs yet. */
const retryMinutes = 3
const mostAtOnce = 20
const hourMs = 3_600_000

/** What a worker is to compare: the live version's inputs within the window, added up. */
export type DriftOrder = {
  workspaceId: string
  deploymentId: string
  modelVersionId: string
  settings: DriftSettings
  reference: DriftReference
  counts: number[]
}

/** Sketches of one reference, place by place. */
export const addCounts = (rows: { counts: number[] }[], length: number): number[] => {
  const total = new Array<number>(length).fill(0)
  for (const { counts } of rows)
    counts.forEach((count, place) => {
      total[place] = (total[place] ?? 0) + count
    })
  return total
}

export const countsWithin = async (
  tx: Pick<Tx, 'select'>,
  of: { deploymentId: string; modelVersionId: string },
  since: Date,
): Promise<number[]> => {
  const { driftSketch } = tables
  const rows = await tx
    .select({ counts: driftSketch.counts })
    .from(driftSketch)
    .where(
      and(
        eq(driftSketch.deploymentId, of.deploymentId),
        eq(driftSketch.modelVersionId, of.modelVersionId),
        gte(driftSketch.hour, since),
      ),
    )
  return addCounts(rows, rows[0]?.counts.length ?? 0)
}

/** Where the window of a measurement at this moment begins. */
export const windowStart = (now: Date, { windowHours }: DriftSettings): Date =>
  new Date((Math.floor(now.getTime() / hourMs) - windowHours + 1) * hourMs)

/**
 * The deployments whose hour is over, each claimed by one worker; those with fewer inputs than their people want are
 * looked at again after some minutes.
 */
export const claimDriftDue = async (services: Pick<Services, 'dbs' | 'now'>): Promise<DriftOrder[]> => {
  const now = services.now()
  const { platform } = services.dbs
  const claimed = await platform.execute<{ id: string }>(sql`
    update deployment set drift_measured_at = ${now.toISOString()}::timestamptz
    where id in (
      select d.id from deployment d
      where d.stopped_at is null
        and (d.drift_measured_at is null
          or d.drift_measured_at < ${now.toISOString()}::timestamptz - make_interval(mins => ${everyMinutes}))
        and exists (select from drift_sketch s where s.deployment_id = d.id
          and s.model_version_id = d.model_version_id)
      order by d.drift_measured_at nulls first limit ${mostAtOnce} for update skip locked)
    returning id`)
  const orders: DriftOrder[] = []
  for (const { id } of claimed) {
    const { deployment, modelVersion } = tables
    const [row] = await platform
      .select({
        workspaceId: deployment.workspaceId,
        modelVersionId: deployment.modelVersionId,
        drift: deployment.drift,
        reference: modelVersion.driftReference,
      })
      .from(deployment)
      .innerJoin(modelVersion, eq(modelVersion.id, deployment.modelVersionId))
      .where(eq(deployment.id, id))
    if (!row?.reference) continue
    const settings = settingsOf(row.drift)
    const { workspaceId, modelVersionId } = row
    const of = { deploymentId: id, modelVersionId }
    const counts = settings.enabled ? await countsWithin(platform, of, windowStart(now, settings)) : []
    if ((counts[0] ?? 0) < settings.minimumRows) {
      await platform
        .update(deployment)
        .set({ driftMeasuredAt: new Date(now.getTime() - (everyMinutes - retryMinutes) * 60_000) })
        .where(eq(deployment.id, id))
      continue
    }
    orders.push({
      ...of,
      workspaceId,
      settings,
      counts,
      reference: driftReferenceSchema.parse(row.reference),
    })
  }
  return orders
}
