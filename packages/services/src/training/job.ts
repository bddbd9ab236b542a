import { type DatasetProfile, datasetProfileSchema } from '@assay/datasets/schema'
import { type JobError, newId, type Tx, tables, withWorkspace } from '@assay/db'
import {
  type DriftReference,
  type Manifest,
  type TrainingConfig,
  type TrainingProgress,
  type TrainingReport,
  trainingConfigSchema,
} from '@assay/ml-core/schema'
import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { tellTraining } from '../notification/tell-training.ts'
import { continueSolution } from '../solution/continue.ts'
import { recordTrainingSeconds } from '../usage/record-meter.ts'
import { emitWebhook } from '../webhook/emit.ts'

export type TrainingClaim = {
  workspaceId: string
  id: string
  modelId: string
  attempt: number
  config: TrainingConfig
  parquetKey: string
  /** The bundle of the version that is to be made smaller; null where the run learns from nothing. */
  parentKey: string | null
  profile: DatasetProfile
  /** Kept under the job, not the attempt: what a killed attempt saved, the next one resumes from. */
  checkpointPrefix: string
}
type Claimed = Pick<TrainingClaim, 'workspaceId' | 'id' | 'modelId' | 'attempt'>

const announce = (tx: Tx, claim: Claimed): Promise<void> =>
  notifyChange(tx, {
    topic: 'training_job',
    workspaceId: claim.workspaceId,
    id: claim.id,
    modelId: claim.modelId,
  })

/** The bundle of the version that the run starts from; null where it names none. */
const parentKeyOf = async (tx: Tx, { compression, warmStart }: TrainingConfig): Promise<string | null> => {
  const parent = compression ?? warmStart
  return parent ? findBundle(tx, parent.modelVersionId) : null
}

const findBundle = async (tx: Tx, id: string): Promise<string | null> => {
  const { modelVersion } = tables
  const [row] = await tx
    .select({ artifactKey: modelVersion.artifactKey })
    .from(modelVersion)
    .where(eq(modelVersion.id, id))
  return row?.artifactKey ?? null
}

/** Null where there is nothing left to do. Each claim raises the attempt number and so fences the last. */
export const claimTraining = (
  services: Services,
  job: { workspaceId: string; trainingJobId: string; workerId: string },
): Promise<TrainingClaim | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { trainingJob, datasetVersion } = tables
    const [row] = await tx
      .select()
      .from(trainingJob)
      .where(eq(trainingJob.id, job.trainingJobId))
      .for('update')
    if (!row) return null
    const claim = { workspaceId: row.workspaceId, id: row.id, modelId: row.modelId, attempt: row.attempt + 1 }
    if (row.status === 'cancelling') {
      // Cancelled while its worker was dying: there is nobody left to stop.
      await tx
        .update(trainingJob)
        .set({ status: 'cancelled', finishedAt: services.now() })
        .where(eq(trainingJob.id, row.id))
      await announce(tx, claim)
      await continueSolution(tx, { trainingJobId: row.id })
    }
    if (row.status !== 'queued' && row.status !== 'running') return null
    const [version] = await tx
      .select()
      .from(datasetVersion)
      .where(eq(datasetVersion.id, row.datasetVersionId))
    if (!version?.parquetKey) return null
    const now = services.now()
    await tx
      .update(trainingJob)
      .set({
        status: 'running',
        attempt: claim.attempt,
        workerId: job.workerId,
        startedAt: row.startedAt ?? now,
        heartbeatAt: now,
        error: null,
      })
      .where(eq(trainingJob.id, row.id))
    await announce(tx, claim)
    const config = trainingConfigSchema.parse(row.config)
    return {
      ...claim,
      config,
      parentKey: await parentKeyOf(tx, config),
      parquetKey: version.parquetKey,
      profile: datasetProfileSchema.parse(version.profile),
      checkpointPrefix: `${row.workspaceId}/checkpoints/${row.id}`,
    }
  })

const isMine = (claim: Claimed) =>
  and(
    eq(tables.trainingJob.id, claim.id),
    eq(tables.trainingJob.attempt, claim.attempt),
    inArray(tables.trainingJob.status, ['running', 'cancelling']),
  )

/** What the worker should do next: `stop` where the job was cancelled or another attempt has taken over. */
export const reportTrainingProgress = (
  services: Services,
  claim: Claimed,
  progress: TrainingProgress,
  secondsSinceLast: number,
): Promise<'continue' | 'cancel' | 'stop'> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const { trainingJob } = tables
    const [row] = await tx
      .update(trainingJob)
      .set({
        progress,
        heartbeatAt: services.now(),
        seconds: sql`${trainingJob.seconds} + ${secondsSinceLast}`,
      })
      .where(isMine(claim))
      .returning({ status: trainingJob.status })
    if (!row) return 'stop'
    await announce(tx, claim)
    return row.status === 'cancelling' ? 'cancel' : 'continue'
  })

export const isCancelled = (services: Services, claim: Claimed): Promise<boolean> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const [row] = await tx
      .select({ status: tables.trainingJob.status })
      .from(tables.trainingJob)
      .where(isMine(claim))
    return row?.status !== 'running'
  })

/** Publishes the model version, unless this attempt was overtaken or the job cancelled: then null. */
export const completeTraining = (
  services: Services,
  claim: Claimed,
  result: {
    artifactKey: string
    artifactBytes: number
    artifactSha256: string
    manifest: Manifest
    report: TrainingReport
    driftReference?: DriftReference
    secondsSinceLast: number
  },
): Promise<{ modelVersionId: string } | null> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const { trainingJob, modelVersion, model } = tables
    const [job] = await tx.select().from(trainingJob).where(isMine(claim)).for('update')
    if (job?.status !== 'running') return null
    await tx.select({ id: model.id }).from(model).where(eq(model.id, claim.modelId)).for('update')
    const [last] = await tx
      .select({ number: modelVersion.number })
      .from(modelVersion)
      .where(eq(modelVersion.modelId, claim.modelId))
      .orderBy(desc(modelVersion.number))
      .limit(1)
    const { secondsSinceLast, ...artifact } = result
    const modelVersionId = newId('mdv')
    await tx.insert(modelVersion).values({
      ...artifact,
      id: modelVersionId,
      workspaceId: claim.workspaceId,
      modelId: claim.modelId,
      number: (last?.number ?? 0) + 1,
      trainingJobId: claim.id,
      datasetVersionId: job.datasetVersionId,
      accuracy: result.report.test.accuracy,
      macroF1: result.report.test.macroF1,
    })
    const [ended] = await tx
      .update(trainingJob)
      .set({
        status: 'succeeded',
        finishedAt: services.now(),
        seconds: sql`${trainingJob.seconds} + ${secondsSinceLast}`,
      })
      .where(eq(trainingJob.id, claim.id))
      .returning({ seconds: trainingJob.seconds })
    await countSeconds(services, tx, claim, ended?.seconds ?? 0)
    await announce(tx, claim)
    await continueSolution(tx, { trainingJobId: claim.id })
    const about = { trainingJobId: claim.id, modelId: claim.modelId, modelVersionId }
    await emitWebhook(tx, claim.workspaceId, 'training.finished', about, services.now())
    const run = { workspaceId: claim.workspaceId, jobId: claim.id, seconds: ended?.seconds ?? 0 }
    await tellTraining(services, tx, { ...run, error: null })
    return { modelVersionId }
  })

export const endTraining = (
  services: Services,
  claim: Claimed,
  end: { status: 'cancelled' } | { status: 'failed'; error: JobError },
  secondsSinceLast: number,
): Promise<boolean> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const { trainingJob } = tables
    const changed = await tx
      .update(trainingJob)
      .set({
        status: end.status,
        error: end.status === 'failed' ? end.error : null,
        finishedAt: services.now(),
        seconds: sql`${trainingJob.seconds} + ${secondsSinceLast}`,
      })
      .where(isMine(claim))
      .returning({ seconds: trainingJob.seconds })
    const [ended] = changed
    if (ended) {
      // A cancelled run has computed what it has computed; one that failed is not paid for.
      if (end.status === 'cancelled') await countSeconds(services, tx, claim, ended.seconds)
      await announce(tx, claim)
      await continueSolution(tx, { trainingJobId: claim.id })
    }
    if (ended && end.status === 'failed') {
      const about = { trainingJobId: claim.id, modelId: claim.modelId, ...end.error }
      await emitWebhook(tx, claim.workspaceId, 'training.failed', about, services.now())
      const run = { workspaceId: claim.workspaceId, jobId: claim.id, seconds: ended.seconds }
      await tellTraining(services, tx, { ...run, error: end.error })
    }
    return changed.length > 0
  })

const countSeconds = (services: Services, tx: Tx, claim: Claimed, seconds: number): Promise<boolean> =>
  recordTrainingSeconds(tx, { workspaceId: claim.workspaceId, jobId: claim.id, seconds, now: services.now() })
