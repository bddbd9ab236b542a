import type { JobError } from '@assay/db'
import type { ChangeFeed, Log } from '@assay/infra'
import type { TrainingProgress } from '@assay/ml-core/schema'
import type { Services } from '@assay/services/core'
import { isCancelled, reportTrainingProgress, type TrainingClaim } from '@assay/services/training'
import { ChildEnded, startChild } from '../child.ts'
import type { TrainingNews, TrainingOrder } from './messages.ts'

export type TrainingOutcome =
  | Extract<TrainingNews, { type: 'done' }>
  | { type: 'cancelled' }
  | { type: 'refused'; error: JobError }
  /** Another attempt has taken the job over: whatever this one made is dropped. */
  | { type: 'overtaken' }

const progressEveryMs = 300
const childMemoryMb = 6_144
/** A cancelled child that has not stopped by itself by then is killed. */
const cancelGraceMs = 1_200

export type TrainingRun = {
  services: Services
  changes: ChangeFeed
  log: Log
  claim: TrainingClaim
  parquetPath: string
  parentPath: string | null
  bundlePath: string
  searchSlots: number
  /** Compute seconds since they were last taken; each second is counted once. */
  takeSeconds(): number
}

/** Trains in a child process of its own, tells its progress, keeps its checkpoints and cancels it when asked. */
export const runTraining = async (run: TrainingRun): Promise<TrainingOutcome> => {
  const { services, claim, log } = run
  let outcome: TrainingOutcome | null = null
  let newest: TrainingProgress | null = null
  let killing: NodeJS.Timeout | undefined

  const cancel = () => {
    if (killing) return
    child.send({ type: 'cancel' })
    killing = setTimeout(() => {
      outcome ??= { type: 'cancelled' }
      child.kill()
    }, cancelGraceMs)
  }

  const tellProgress = async (): Promise<void> => {
    const progress = newest
    newest = null
    if (!progress) return
    const next = await reportTrainingProgress(services, claim, progress, run.takeSeconds())
    if (next === 'cancel') cancel()
    if (next === 'stop') {
      outcome ??= { type: 'overtaken' }
      child.kill()
    }
  }

  const checkpointKey = (name: string): string => `${claim.checkpointPrefix}/${name}`
  const answer = async (news: TrainingNews): Promise<void> => {
    if (news.type === 'load') {
      const bytes = await services.store.get(checkpointKey(news.name)).catch(() => null)
      child.send({ type: 'loaded', name: news.name, bytes })
    } else if (news.type === 'save') {
      await services.store.put(checkpointKey(news.name), news.bytes)
      child.send({ type: 'saved', name: news.name })
    }
  }

  const child = startChild<TrainingOrder, TrainingNews>('training-child', childMemoryMb, (news, settle) => {
    if (news.type === 'progress') newest = news.progress
    else if (news.type === 'load' || news.type === 'save')
      answer(news).catch((error: unknown) => {
        log.error({ err: error, job: claim.id }, 'a checkpoint could not be kept')
        child.kill()
      })
    else {
      outcome ??= news
      settle()
    }
  })

  let telling: Promise<void> = Promise.resolve()
  const teller = setInterval(() => {
    telling = telling.then(tellProgress).catch((error: unknown) => {
      log.warn({ err: error, job: claim.id }, 'progress could not be told')
    })
  }, progressEveryMs)
  const stopListening = run.changes.subscribe((notice) => {
    if (notice.topic !== 'training_job' || notice.id !== claim.id || killing) return
    isCancelled(services, claim)
      .then((cancelled) => {
        if (cancelled && !outcome) cancel()
      })
      .catch((error: unknown) => log.warn({ err: error }, 'cancellation could not be checked'))
  })

  child.send({
    type: 'start',
    parquetPath: run.parquetPath,
    parentPath: run.parentPath,
    profile: claim.profile,
    config: claim.config,
    bundlePath: run.bundlePath,
    searchSlots: run.searchSlots,
  })
  try {
    await child.finished
  } catch (error) {
    if (!(error instanceof ChildEnded && outcome)) throw error
  } finally {
    clearInterval(teller)
    clearTimeout(killing)
    stopListening()
    await telling
  }
  await tellProgress()
  if (!outcome) throw new Error('The training child ended without an answer')
  return outcome
}
