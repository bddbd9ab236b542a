import { type BatchClaim, claimBatch, endBatch, keepBatchRows } from '@assay/services/batch'
import type { JobPayload, Services } from '@assay/services/core'
import { BatchRefused } from '../batch/batch-refused.ts'
import { makeInputs } from '../batch/make-inputs.ts'
import { stageSource } from '../batch/stage-source.ts'
import { workThrough } from '../batch/work-through.ts'
import type { ModelCache } from '../hosting/model-cache.ts'

type Parts = { services: Services; cache: ModelCache; scratchFolder: string; isStopping: () => boolean }

const isUpload = (claim: BatchClaim): claim is BatchClaim & { source: { type: 'upload' } } =>
  claim.source.type === 'upload'

const run = async (
  { services, cache, scratchFolder, isStopping }: Parts,
  claimed: BatchClaim,
): Promise<void> => {
  const claim = isUpload(claimed) ? await stageSource(services, claimed, scratchFolder) : claimed
  if (!claim) return
  const maker = makeInputs(claim)
  if (!(await keepBatchRows(services, claim, { columns: maker.columns }))) return
  await cache.use(claim.model, (model) =>
    workThrough(services, claim, { total: claim.rowsTotal ?? 0, maker, model, isStopping }),
  )
}

/** `batch.run`: a model goes through a file or a dataset version; killed, it goes on from its checkpoint. */
export const handleBatch =
  (parts: Parts) =>
  async (payload: JobPayload<'batch.run'>, job: { lastAttempt: boolean }): Promise<void> => {
    const { services } = parts
    const claim = await claimBatch(services, payload)
    if (!claim) return
    try {
      await run(parts, claim)
    } catch (error) {
      if (error instanceof BatchRefused) {
        const { code, message } = error
        await endBatch(services, claim, { status: 'failed', error: { code, message } })
        return
      }
      if (job.lastAttempt && !parts.isStopping()) {
        const message =
          'The batch ended several times for a reason on our side. What is done stays; start another one.'
        await endBatch(services, claim, { status: 'failed', error: { code: 'batch_crashed', message } })
      }
      throw error
    }
  }
