import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangeFeed, Log } from '@assay/infra'
import type { JobPayload, Services } from '@assay/services/core'
import { claimTraining, completeTraining, endTraining, type TrainingClaim } from '@assay/services/training'
import { runTraining, type TrainingOutcome } from '../training/run-training.ts'

/** A crash may be the machine's fault; the same crash again and again is not. */
const maxAttempts = 6

type Parts = {
  services: Services
  changes: ChangeFeed
  log: Log
  scratchFolder: string
  workerId: string
  isStopping: () => boolean
  /** Fits of a search that may run at a time, asked at its start. */
  searchSlots: () => number
}

const startClock = () => {
  let lastMs = performance.now()
  return (): number => {
    const nowMs = performance.now()
    const seconds = (nowMs - lastMs) / 1000
    lastMs = nowMs
    return seconds
  }
}

const settle = async (
  { services }: Parts,
  claim: TrainingClaim,
  outcome: TrainingOutcome,
  bundlePath: string,
  takeSeconds: () => number,
): Promise<void> => {
  if (outcome.type === 'overtaken') return
  if (outcome.type === 'cancelled') {
    await endTraining(services, claim, { status: 'cancelled' }, takeSeconds())
    return
  }
  if (outcome.type === 'refused') {
    await endTraining(services, claim, { status: 'failed', error: outcome.error }, takeSeconds())
    return
  }
  const artifactKey = `${claim.workspaceId}/models/${claim.id}-${claim.attempt}.bundle`
  const stored = await services.store.put(artifactKey, createReadStream(bundlePath))
  if (stored.sha256 !== outcome.modelHash)
    throw new Error('The bundle on disk is not the one that was trained')
  const published = await completeTraining(services, claim, {
    artifactKey,
    artifactBytes: stored.bytes,
    artifactSha256: stored.sha256,
    manifest: outcome.manifest,
    report: outcome.report,
    driftReference: outcome.driftReference,
    secondsSinceLast: takeSeconds(),
  })
  if (published) return
  await services.store.remove(artifactKey)
  // Finished in the moment it was cancelled: the cancellation holds. Overtaken: this changes nothing.
  await endTraining(services, claim, { status: 'cancelled' }, takeSeconds())
}

/** `model.train`: claims the job, trains in a child process, and publishes model and report at the end. */
export const handleTrain =
  (parts: Parts) =>
  async (payload: JobPayload<'model.train'>, run: { lastAttempt: boolean }): Promise<void> => {
    const { services, log } = parts
    const claim = await claimTraining(services, { ...payload, workerId: parts.workerId })
    if (!claim) return
    const takeSeconds = startClock()
    const scratch = join(parts.scratchFolder, `${claim.id}-${randomBytes(4).toString('hex')}`)
    await mkdir(scratch, { recursive: true })
    const bundlePath = join(scratch, 'model.bundle')
    try {
      const outcome = await runTraining({
        services,
        changes: parts.changes,
        log,
        claim,
        parquetPath: await services.store.localPath(claim.parquetKey),
        parentPath: claim.parentKey === null ? null : await services.store.localPath(claim.parentKey),
        bundlePath,
        searchSlots: parts.searchSlots(),
        takeSeconds,
      })
      await settle(parts, claim, outcome, bundlePath, takeSeconds)
      if (outcome.type !== 'overtaken') await services.store.remove(claim.checkpointPrefix)
    } catch (error) {
      if (!parts.isStopping() && (run.lastAttempt || claim.attempt >= maxAttempts))
        await endTraining(
          services,
          claim,
          {
            status: 'failed',
            error: {
              code: 'training_crashed',
              message: 'Training ended without an answer several times, for a reason on our side.',
            },
          },
          takeSeconds(),
        )
      throw error
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
