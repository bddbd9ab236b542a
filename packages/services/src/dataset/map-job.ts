import { type DatasetProfile, type KeptMap, keptMapSchema } from '@assay/datasets/schema'
import { tables, withWorkspace } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import { readProfile } from './present.ts'

export type MapTask = { parquetKey: string; profile: DatasetProfile }

/** What there is to draw; null where it is drawn, or nothing is there any more. */
export const findUnmapped = (services: Services, job: JobPayload<'dataset.map'>): Promise<MapTask | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    const [row] = await tx.select().from(datasetVersion).where(eq(datasetVersion.id, job.datasetVersionId))
    const profile = row && readProfile(row)
    if (!row?.parquetKey || !profile || row.rowMap === null) return null
    if (keptMapSchema.parse(row.rowMap).status !== 'queued') return null
    return { parquetKey: row.parquetKey, profile }
  })

/** Whoever is first says what there is to see; a dataset that is deleted meanwhile gets no map. */
export const keepMap = (services: Services, job: JobPayload<'dataset.map'>, map: KeptMap): Promise<void> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    await tx
      .update(datasetVersion)
      .set({ rowMap: map })
      .where(
        and(
          eq(datasetVersion.id, job.datasetVersionId),
          sql`${datasetVersion.rowMap} ->> 'status' = 'queued'`,
        ),
      )
  })
