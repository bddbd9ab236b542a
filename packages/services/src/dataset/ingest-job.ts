import {
  type ColumnQuestion,
  type DatasetEdit,
  type DatasetProfile,
  datasetEditSchema,
  type IngestOptions,
  type IngestProgress,
  type IngestReport,
  ingestOptionsSchema,
} from '@assay/datasets/schema'
import { type JobError, type Tx, tables, withWorkspace } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { checkPlanLimit } from '../billing/index.ts'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import { continueSolution } from '../solution/continue.ts'
import { findPseudonymKey } from '../workspace/pseudonym-key.ts'
import { type FoundParent, findAppendParent } from './append.ts'
import { dropIfAsked } from './drop-upload.ts'
import { findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'
import { refusedKey } from './refused-key.ts'

/** How soon a file that is to be added to a version looks again whether that one is done. */
const looksAgainMs = 2_000
/** Nothing waits for it, and what fails three times fails for good. */
const examineAttempts = 3

export type IngestClaim = {
  workspaceId: string
  id: string
  datasetId: string
  attempt: number
  parquetKey: string
  /** Where refused rows are kept, should there be some. */
  refusedKey: string
  /** Where pseudonyms are asked for. */
  pseudonymKey?: Uint8Array
  /** What the version is made from. */
  source:
    | {
        type: 'upload'
        fileName: string
        uploadKey: string
        options: IngestOptions
        /** The version that the file's rows are added to. */
        appendTo?: { parquetKey: string; profile: DatasetProfile }
      }
    | { type: 'edits'; parentParquetKey: string; profile: DatasetProfile; edits: DatasetEdit[] }
}
type Claimed = Pick<IngestClaim, 'workspaceId' | 'id' | 'datasetId' | 'attempt'>

/** Null where there is nothing left to do: done, failed, or gone. Each claim raises the attempt number. */
export const claimIngest = (
  services: Services,
  job: { workspaceId: string; datasetVersionId: string },
): Promise<IngestClaim | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    const [row] = await tx
      .select()
      .from(datasetVersion)
      .where(eq(datasetVersion.id, job.datasetVersionId))
      .for('update')
    if (!row || (row.status !== 'queued' && row.status !== 'ingesting')) return null
    const appended = asksToAppend(row) ? await findAppendParent(tx, row) : null
    if (appended?.status === 'waiting') {
      const runAt = new Date(services.now().getTime() + looksAgainMs)
      await enqueue(tx, 'dataset.ingest', job, { runAt })
      return null
    }
    const source = await findSource(tx, row, appended)
    if (!source) return null
    const attempt = row.attempt + 1
    await tx
      .update(datasetVersion)
      .set({
        status: 'ingesting',
        attempt,
        error: null,
        ...(appended && { parentId: appended.parentId, options: appended.options }),
      })
      .where(eq(datasetVersion.id, row.id))
    await announce(tx, { workspaceId: row.workspaceId, id: row.id, datasetId: row.datasetId, attempt })
    return {
      workspaceId: row.workspaceId,
      id: row.id,
      datasetId: row.datasetId,
      attempt,
      refusedKey: refusedKey({ ...row, attempt }),
      parquetKey: `${row.workspaceId}/datasets/${row.id}-${attempt}.parquet`,
      ...(asksForPseudonyms(source) && { pseudonymKey: await findPseudonymKey(tx, row.workspaceId) }),
      source,
    }
  })

const asksToAppend = ({ options }: { options: Record<string, unknown> }): boolean =>
  ingestOptionsSchema.parse(options).append === true

const findSource = async (
  tx: Tx,
  row: typeof tables.datasetVersion.$inferSelect,
  appended: FoundParent | null,
): Promise<IngestClaim['source'] | null> => {
  const { fileName, uploadKey } = row
  if (appended && uploadKey) {
    const { options, parquetKey, profile } = appended
    return { type: 'upload', fileName, uploadKey, options, appendTo: { parquetKey, profile } }
  }
  if (row.parentId) {
    const parent = await findDatasetVersion(tx, row.parentId)
    const profile = readProfile(parent)
    if (!parent.parquetKey || !profile) return null
    return {
      type: 'edits',
      parentParquetKey: parent.parquetKey,
      profile,
      edits: z.array(datasetEditSchema).parse(row.edits),
    }
  }
  if (!uploadKey) return null
  return { type: 'upload', fileName, uploadKey, options: ingestOptionsSchema.parse(row.options) }
}

const asksForPseudonyms = (source: IngestClaim['source']): boolean => {
  if (source.type === 'edits')
    return source.edits.some((edit) => edit.type === 'redact' && edit.mode === 'hash')
  const { personalData, columns = {} } = source.options
  return personalData === 'hash' || Object.values(columns).some(({ privacy }) => privacy?.startsWith('hash'))
}

const announce = (tx: Tx, claim: Claimed): Promise<void> =>
  notifyChange(tx, {
    topic: 'dataset_version',
    workspaceId: claim.workspaceId,
    id: claim.id,
    datasetId: claim.datasetId,
  })

/** Writes only while this claim is the newest; false says that another attempt has taken over. */
const settle = (
  services: Services,
  claim: Claimed,
  change: (tx: Tx) => Promise<Partial<typeof tables.datasetVersion.$inferInsert>>,
): Promise<boolean> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const { datasetVersion } = tables
    const changed = await tx
      .update(datasetVersion)
      .set(await change(tx))
      .where(
        and(
          eq(datasetVersion.id, claim.id),
          eq(datasetVersion.attempt, claim.attempt),
          eq(datasetVersion.status, 'ingesting'),
        ),
      )
      .returning({ id: datasetVersion.id })
    if (changed.length > 0) {
      await announce(tx, claim)
      await continueSolution(tx, { datasetVersionId: claim.id })
    }
    return changed.length > 0
  })

export const reportIngestProgress = (
  services: Services,
  claim: Claimed,
  progress: IngestProgress,
): Promise<boolean> => settle(services, claim, async () => ({ progress }))

export const askForColumns = (
  services: Services,
  claim: Claimed,
  question: ColumnQuestion,
): Promise<boolean> =>
  settle(services, claim, async () => ({ status: 'needs_label', question, progress: null }))

export const completeIngest = async (
  services: Services,
  claim: Claimed,
  result: {
    profile: DatasetProfile
    /** Edits read no file, and have nothing to report. */
    report: IngestReport | null
    parquetKey: string
    parquetBytes: number
    contentSha256: string
  },
): Promise<boolean> => {
  try {
    return await settle(services, claim, async (tx) => {
      await checkPlanLimit(tx, claim.workspaceId, 'rowsPerDataset', result.profile.rows)
      await dropIfAsked(tx, services, claim)
      await enqueue(
        tx,
        'dataset.examine',
        { workspaceId: claim.workspaceId, datasetVersionId: claim.id },
        { maxAttempts: examineAttempts },
      )
      return {
        ...result,
        rows: result.profile.rows,
        status: 'ready',
        readyAt: services.now(),
        progress: null,
      }
    })
  } catch (error) {
    if (!(error instanceof AssayError) || error.code !== 'plan_limit') throw error
    await services.store.remove(result.parquetKey)
    return failIngest(services, claim, { code: error.code, message: error.message })
  }
}

/** Every row of the file waits to be labelled; there is nothing to learn from yet. */
export const completeSettingAside = (
  services: Services,
  claim: Claimed,
  report: IngestReport,
): Promise<boolean> =>
  settle(services, claim, async (tx) => {
    await dropIfAsked(tx, services, claim)
    return { status: 'unlabelled', report, rows: 0, progress: null }
  })

export const failIngest = (services: Services, claim: Claimed, error: JobError): Promise<boolean> =>
  settle(services, claim, async () => ({ status: 'failed', error, progress: null }))
