import { createHash } from 'node:crypto'
import { type Log, openPredictCaller, PredictionFailed, traceparent, WorkerUnreachable } from '@assay/infra'
import type { Services } from '@assay/services/core'
import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import { listLiveWorkers } from '@assay/services/worker'

const listedForMs = 2_000
/** A cold model or a restarting worker is waited for this long before a caller hears of it. */
const patienceMs = 20_000

/** A worker that could not be reached is passed over this long while another one lives, announced or not. */
const avoidedForMs = 3_000

/** One input of a group as the worker takes it. */
export type GroupItem = { input: unknown; topK?: number | undefined; explain?: boolean | undefined }

/** One line per item, in order: `{"label":…}` as JSON, or `!` and a problem as JSON. */
export type WorkerAnswer = {
  lines: string[]
  /** What the group waited for its model to wake; null where that was awake. */
  coldMs: number | null
}

export type WorkerLink = {
  /** Of no items: the model is woken and nothing else. `weight` is the workspace's share of a worker that several want. */
  predict(target: ServedVersion, items: GroupItem[], weight: number): Promise<WorkerAnswer>
  close(): void
}

const weigh = (workerId: string, modelVersionId: string): string =>
  createHash('sha1').update(`${workerId}/${modelVersionId}`).digest('hex')

const readAnswer = (text: string): WorkerAnswer => {
  if (!text.startsWith('~')) return { lines: text.split('\n'), coldMs: null }
  const end = text.indexOf('\n')
  return { lines: text.slice(end + 1).split('\n'), coldMs: Number(text.slice(1, end)) }
}

/** Reaches the workers' predict servers; a model is always asked of the same worker while that one lives. */
export const openWorkerLink = (services: Services, internalToken: string, log: Log): WorkerLink => {
  const caller = openPredictCaller(internalToken, patienceMs)
  let workers: { id: string; url: string }[] = []
  let listedAtMs = Number.NEGATIVE_INFINITY
  let refreshing: Promise<void> | null = null
  const avoidedUntilMs = new Map<string, number>()

  const refresh = (): Promise<void> => {
    refreshing ??= listLiveWorkers(services)
      .then((found) => {
        workers = found
        listedAtMs = performance.now()
        for (const [id, untilMs] of avoidedUntilMs) if (untilMs < listedAtMs) avoidedUntilMs.delete(id)
      })
      .finally(() => {
        refreshing = null
      })
    return refreshing
  }

  const choose = (modelVersionId: string): { id: string; url: string } | undefined => {
    if (workers.length < 2) return workers[0]
    const nowMs = performance.now()
    const reachable = workers.filter(({ id }) => (avoidedUntilMs.get(id) ?? 0) < nowMs)
    return (reachable.length > 0 ? reachable : workers).toSorted((a, b) =>
      weigh(a.id, modelVersionId) < weigh(b.id, modelVersionId) ? -1 : 1,
    )[0]
  }

  return {
    predict: async (target, items, weight) => {
      const trace = traceparent()
      const body = JSON.stringify({
        // First, where the worker finds it without reading the group.
        ...(trace !== null && { traceparent: trace }),
        workspaceId: target.workspaceId,
        weight,
        modelVersionId: target.modelVersionId,
        artifactKey: target.artifactKey,
        artifactSha256: target.artifactSha256,
        ...(target.dedicatedPerSecond !== null && { keepWarm: true }),
        items,
        ...(target.policy && { policy: target.policy }),
      })
      const giveUpAtMs = performance.now() + patienceMs
      for (let attempt = 0; ; attempt++) {
        if (performance.now() - listedAtMs > listedForMs) {
          // Known workers serve on while the list is being read again.
          const reading = refresh()
          if (workers.length === 0 || attempt > 0) await reading
          else reading.catch((error: unknown) => log.warn({ err: error }, 'workers could not be listed'))
        }
        const worker = choose(target.modelVersionId)
        try {
          if (!worker) throw new WorkerUnreachable('no worker is running')
          // A prediction has no effect of its own, so it may be asked for again.
          const path = target.heavy ? '/predict/heavy' : '/predict'
          return readAnswer(await caller.call(`${worker.url}${path}`, body))
        } catch (error) {
          if (error instanceof PredictionFailed && error.corrupt)
            throw new AssayError('artifact_corrupt', 'This model version could not be loaded.', {
              cause: error,
            })
          if (!(error instanceof WorkerUnreachable)) throw error
          if (performance.now() > giveUpAtMs)
            throw new AssayError('overloaded', 'No worker could answer in time. Try again shortly.', {
              retryAfterSeconds: 2,
              cause: error,
            })
          log.warn({ attempt, reason: error.message }, 'worker unreachable, trying again')
          // Its heartbeat may be fresh for seconds yet, so the list alone would send us back to it.
          if (worker) avoidedUntilMs.set(worker.id, performance.now() + avoidedForMs)
          listedAtMs = Number.NEGATIVE_INFINITY
          await new Promise((resolve) => setTimeout(resolve, Math.min(20 * 2 ** attempt, 300)))
        }
      }
    },
    close: () => caller.close(),
  }
}
