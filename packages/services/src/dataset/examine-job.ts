import type { DatasetProfile, Examination } from '@assay/datasets/schema'
import { tables, withWorkspace } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { readProfile } from './present.ts'

export type ExaminationOrder = { parquetKey: string; profile: DatasetProfile }

/** What there is to look through; null where somebody has, or nothing is there any more. */
export const findUnexamined = (
  services: Services,
  job: { workspaceId: string; datasetVersionId: string },
): Promise<ExaminationOrder | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    const [row] = await tx.select().from(datasetVersion).where(eq(datasetVersion.id, job.datasetVersionId))
    const profile = row && readProfile(row)
    if (!row?.parquetKey || !profile || row.status !== 'ready' || row.examination !== null) return null
    return { parquetKey: row.parquetKey, profile }
  })

/** Versions do not change, so whoever is first says what there is to say. */
export const keepExamination = (
  services: Services,
  job: { workspaceId: string; datasetVersionId: string },
  examination: Examination,
): Promise<void> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    const [kept] = await tx
      .update(datasetVersion)
      .set({ examination })
      .where(and(eq(datasetVersion.id, job.datasetVersionId), isNull(datasetVersion.examination)))
      .returning({ id: datasetVersion.id, datasetId: datasetVersion.datasetId })
    if (kept) await notifyChange(tx, { topic: 'dataset_version', workspaceId: job.workspaceId, ...kept })
  })
