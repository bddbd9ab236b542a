import type { DatasetProfile } from '@assay/datasets/schema'
import { type JobError, type Tx, tables, withWorkspace } from '@assay/db'
import type { DecisionPolicy, Manifest } from '@assay/ml-core/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import { readProfile } from '../dataset/present.ts'
import { manifestOf } from '../model/present.ts'
import { type RoomBound, recordBatchRows } from '../usage/index.ts'
import { emitWebhook } from '../webhook/emit.ts'
import { type BatchRow, batchFolder, tellBatch } from './lookup.ts'

export type BatchClaim = {
  workspaceId: string
  id: string
  attempt: number
  /** Where its objects lie. */
  folder: string
  model: { modelVersionId: string; artifactKey: string; artifactSha256: string }
  manifest: Manifest
  policy: DecisionPolicy | null
  topK: number | null
  source: /** A file that nobody has read yet. */
    | { type: 'upload'; key: string; fileName: string; textColumn: string | null }
    | { type: 'rows'; key: string; columns: string[]; textColumn: string | null }
    | { type: 'version'; key: string; profile: DatasetProfile }
  rowsTotal: number | null
  /** The checkpoint: where to go on. */
  rowsDone: number
}

type Claimed = Pick<BatchClaim, 'workspaceId' | 'id' | 'attempt'>

/** Null where there is nothing left to do. Each claim raises the attempt number; a cancelled one ends here. */
export const claimBatch = (services: Services, job: JobPayload<'batch.run'>): Promise<BatchClaim | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { batch, modelVersion } = tables
    const [row] = await tx.select().from(batch).where(eq(batch.id, job.batchId)).for('update')
    if (!row || (row.status !== 'queued' && row.status !== 'running' && row.status !== 'cancelling'))
      return null
    if (row.status === 'cancelling') {
      await tx
        .update(batch)
        .set({ status: 'cancelled', finishedAt: services.now() })
        .where(eq(batch.id, row.id))
      await tellBatch(tx, row)
      return null
    }
    const [version] = await tx.select().from(modelVersion).where(eq(modelVersion.id, row.modelVersionId))
    const source = await findSource(tx, row)
    if (!version || !source) {
      const message = 'The data of this batch was deleted.'
      const error = { code: 'source_gone', message }
      await tx
        .update(batch)
        .set({ status: 'failed', error, finishedAt: services.now() })
        .where(eq(batch.id, row.id))
      await tellBatch(tx, row)
      return null
    }
    const attempt = row.attempt + 1
    const startedAt = row.startedAt ?? services.now()
    const rowsTotal = source.type === 'version' ? source.profile.rows : row.rowsTotal
    await tx
      .update(batch)
      .set({ status: 'running', attempt, startedAt, rowsTotal })
      .where(eq(batch.id, row.id))
    await tellBatch(tx, row)
    const { id: modelVersionId, artifactKey, artifactSha256 } = version
    return {
      workspaceId: row.workspaceId,
      id: row.id,
      attempt,
      folder: batchFolder(row),
      model: { modelVersionId, artifactKey, artifactSha256 },
      manifest: manifestOf(version),
      // Parsed by `deploy` before it was written.
      policy: row.policy as DecisionPolicy | null,
      topK: row.topK,
      source,
      rowsTotal,
      rowsDone: row.rowsDone,
    }
  })

const findSource = async (tx: Tx, row: BatchRow): Promise<BatchClaim['source'] | null> => {
  const { textColumn, rowsKey, columns, uploadKey, sourceName } = row
  if (row.datasetVersionId) {
    const { datasetVersion } = tables
    const [version] = await tx
      .select()
      .from(datasetVersion)
      .where(eq(datasetVersion.id, row.datasetVersionId))
    const profile = version && readProfile(version)
    return version?.parquetKey && profile ? { type: 'version', key: version.parquetKey, profile } : null
  }
  if (rowsKey && columns) return { type: 'rows', key: rowsKey, columns, textColumn }
  return uploadKey ? { type: 'upload', key: uploadKey, fileName: sourceName, textColumn } : null
}

/** Writes only while this claim is the newest; null says that it is not, or that the batch is being cancelled. */
const asNewest = <T>(
  services: Services,
  claim: Claimed,
  work: (tx: Tx, row: BatchRow) => Promise<T>,
): Promise<T | null> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const { batch } = tables
    const [row] = await tx
      .select()
      .from(batch)
      .where(and(eq(batch.id, claim.id), eq(batch.attempt, claim.attempt)))
      .for('update')
    if (row?.status === 'cancelling') {
      await tx
        .update(batch)
        .set({ status: 'cancelled', finishedAt: services.now() })
        .where(eq(batch.id, row.id))
      await tellBatch(tx, row)
      return null
    }
    if (row?.status !== 'running') return null
    const done = await work(tx, row)
    await tellBatch(tx, row)
    return done
  })

/** What reading the source has told: its columns, and of a file where its rows now lie, so that they can be taken from any place on. */
export const keepBatchRows = (
  services: Services,
  claim: Claimed,
  rows: Partial<Pick<BatchRow, 'rowsKey' | 'columns' | 'rowsTotal' | 'unreadable'>>,
): Promise<boolean | null> =>
  asNewest(services, claim, async (tx, { id }) => {
    await tx.update(tables.batch).set(rows).where(eq(tables.batch.id, id))
    return true
  })

/** A stretch of rows whose results lie in the object store. */
export type BatchStretch = { start: number; rows: number; refused: number; key: string }

export type StretchOutcome =
  | { type: 'kept' }
  /** Nothing was written: so many rows may still be billed. */
  | { type: 'no_room'; room: number; bound: RoomBound }
  /** Another attempt has taken over, or the batch was cancelled. */
  | { type: 'over' }

/** Checkpoint, results, usage and quota of a stretch, together or not at all: a stretch is billed once, whatever dies when. */
export const commitStretch = async (
  services: Services,
  claim: Claimed,
  { start, rows, refused, key }: BatchStretch,
): Promise<StretchOutcome> => {
  const { batch, batchChunk } = tables
  const quantity = rows - refused
  const outcome = await asNewest(services, claim, async (tx, row): Promise<StretchOutcome> => {
    if (row.rowsDone !== start) return { type: 'over' }
    const { id, workspaceId, deploymentId, modelVersionId, apiKeyId } = row
    if (quantity > 0) {
      const usage = { workspaceId, deploymentId, modelVersionId, apiKeyId, quantity }
      const named = { key: `${id}/${start}`, requestId: `${id}-${start}` }
      const recorded = await recordBatchRows(tx, { ...usage, ...named }, services.now())
      if (recorded.type === 'no_room') return recorded
      const { cost, currency } = recorded
      await tx
        .update(batch)
        .set({ cost: sql`${batch.cost} + ${cost}::numeric`, currency })
        .where(eq(batch.id, id))
    }
    await tx.insert(batchChunk).values({ workspaceId, batchId: id, start, rows, key })
    await tx
      .update(batch)
      .set({
        rowsDone: start + rows,
        rowsRefused: sql`${batch.rowsRefused} + ${refused}`,
        predictions: sql`${batch.predictions} + ${quantity}`,
      })
      .where(eq(batch.id, id))
    return { type: 'kept' }
  })
  return outcome ?? { type: 'over' }
}

/** The end of a run. */
export const endBatch = (
  services: Services,
  claim: Claimed,
  end: { status: 'succeeded' } | { status: 'partial' | 'failed'; error: JobError },
): Promise<boolean | null> =>
  asNewest(services, claim, async (tx, { id, workspaceId, deploymentId, predictions }) => {
    await tx
      .update(tables.batch)
      .set({ error: null, ...end, finishedAt: services.now() })
      .where(eq(tables.batch.id, id))
    const about = { batchId: id, deploymentId, status: end.status, predictions }
    await emitWebhook(tx, workspaceId, 'batch.finished', about, services.now())
    return true
  })
