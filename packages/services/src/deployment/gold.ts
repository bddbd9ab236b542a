import type { DatasetProfile } from '@assay/datasets/schema'
import { type Tx, tables, withWorkspace } from '@assay/db'
import { eq, inArray } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { findDatasetVersion } from '../dataset/lookup.ts'
import { readProfile } from '../dataset/present.ts'
import { AssayError } from '../errors/index.ts'
import type { Locked } from './revise.ts'
import { type CanaryRules, type GoldResult, goldOf, trafficOf } from './traffic.ts'

type GoldRules = NonNullable<CanaryRules['gold']>
type GoldJob = { workspaceId: string; deploymentId: string; since: number }

const refuse = (message: string) =>
  new AssayError('invalid_request', message, { param: 'rules.gold.datasetVersionId' })

/** Gold rows are a dataset version, which nothing changes any more, of the model's own kind. */
export const requireGold = async (tx: Tx, current: Locked, gold: GoldRules): Promise<void> => {
  const version = await findDatasetVersion(tx, gold.datasetVersionId)
  const profile = readProfile(version)
  const { model } = tables
  const [served] = await tx.select({ kind: model.kind }).from(model).where(eq(model.id, current.modelId))
  if (version.status !== 'ready' || !version.parquetKey || !profile)
    throw refuse('That dataset version is not ready to be read.')
  if (profile.kind !== served?.kind)
    throw refuse(`The model takes ${served?.kind} rows; that version holds ${profile.kind} rows.`)
  if (profile.multiLabel) throw refuse('Gold rows have one label each; those of that version have several.')
  if (gold.rows === 'test' && profile.splits.test === 0)
    throw refuse('That version has no test rows. Choose all of its rows instead.')
}

/** Lets a worker score both versions for the canary that begins with `since`; null: there is nothing to score. */
export const queueGold = async (
  tx: Tx,
  workspaceId: string,
  deploymentId: string,
  since: number | null,
): Promise<void> => {
  const gold: GoldResult | null =
    since === null ? null : { since, state: 'waiting', rows: 0, live: 0, canary: 0, message: null }
  await tx.update(tables.deployment).set({ gold }).where(eq(tables.deployment.id, deploymentId))
  if (since === null) return
  const payload = { workspaceId, deploymentId, since }
  await enqueue(tx, 'deployment.score_gold', payload, { key: `gold/${deploymentId}`, maxAttempts: 3 })
}

export type ModelToScore = { modelVersionId: string; artifactKey: string; artifactSha256: string }
export type GoldOrder = {
  live: ModelToScore
  canary: ModelToScore
  parquetKey: string
  profile: DatasetProfile
  rows: GoldRules['rows']
}

/** What to score; null where that canary has ended. */
export const findGoldOrder = (services: Services, job: GoldJob): Promise<GoldOrder | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { deployment, modelVersion } = tables
    const [row] = await tx.select().from(deployment).where(eq(deployment.id, job.deploymentId))
    const canary = trafficOf(row?.traffic)?.canary
    const gold = canary?.rules?.gold
    if (!row || !gold || canary.since !== job.since) return null
    const version = await findDatasetVersion(tx, gold.datasetVersionId)
    const profile = readProfile(version)
    const found = await tx
      .select({
        modelVersionId: modelVersion.id,
        artifactKey: modelVersion.artifactKey,
        artifactSha256: modelVersion.artifactSha256,
      })
      .from(modelVersion)
      .where(inArray(modelVersion.id, [row.modelVersionId, canary.modelVersionId]))
    const live = found.find(({ modelVersionId }) => modelVersionId === row.modelVersionId)
    const other = found.find(({ modelVersionId }) => modelVersionId === canary.modelVersionId)
    if (!live || !other || !version.parquetKey || !profile) return null
    return { live, canary: other, parquetKey: version.parquetKey, profile, rows: gold.rows }
  })

/** Keeps the scores, unless another canary has begun meanwhile. */
export const keepGold = (
  services: Services,
  job: GoldJob,
  result: Omit<GoldResult, 'since' | 'message'> & { message?: string },
): Promise<void> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { deployment } = tables
    const [row] = await tx
      .select({ gold: deployment.gold })
      .from(deployment)
      .where(eq(deployment.id, job.deploymentId))
      .for('update')
    if (goldOf(row?.gold)?.since !== job.since) return
    const gold: GoldResult = { message: null, ...result, since: job.since }
    await tx.update(deployment).set({ gold }).where(eq(deployment.id, job.deploymentId))
    await notifyChange(tx, { topic: 'deployment', workspaceId: job.workspaceId, id: job.deploymentId })
  })
