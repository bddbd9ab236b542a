import type { Log } from '@assay/infra'
import type { Services } from '@assay/services/core'
import type { ServedVersion } from '@assay/services/deployment'
import { listLiveWorkers } from '@assay/services/worker'
import { openAllowances } from './allowances.ts'
import type { GroupItem } from './worker-link.ts'

const tellEveryMs = 2_000
const patienceMs = 10_000
/** Inputs of each deployment a second: shares of a day's calls are exact enough with far fewer. */
const perSecond = { light: 20, file: 2 }
const burst = 200
const mostInputsOfCall = 64
const mostWaiting = 2_000
const mostWaitingFiles = 40
/** A version that has nothing to be compared with is not asked about again for so long. */
const unwantedForMs = 60_000

type Sample = Pick<ServedVersion, 'workspaceId' | 'deploymentId' | 'modelVersionId'> & {
  inputs: unknown[]
  /** As the worker wrote them. */
  lines: string[]
}

export type DriftSamples = {
  /** Keeps a few of a call's inputs, as the model saw them, until the next telling; nothing of them is written. */
  offer(version: ServedVersion, items: readonly GroupItem[], lines: readonly string[]): void
  flush(): Promise<void>
  close(): Promise<void>
}

const send = async (url: string, token: string, samples: Sample[]): Promise<string[]> => {
  const response = await fetch(`${url}/drift`, {
    method: 'POST',
    signal: AbortSignal.timeout(patienceMs),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ samples }),
  })
  if (!response.ok) throw new Error(`the worker answered ${response.status}`)
  // Written by the worker's predict server alone.
  return ((await response.json()) as { unwanted: string[] }).unwanted
}

/**
 * Lets a worker count what a sample of the inputs was like, every two seconds and off the way of the answers. Whatever
 * cannot be told is dropped: shares bear it.
 */
export const openDriftSamples = (services: Services, internalToken: string, log: Log): DriftSamples => {
  const allowances = {
    light: openAllowances(perSecond.light, burst),
    file: openAllowances(perSecond.file, burst),
  }
  const unwantedUntilMs = new Map<string, number>()
  let waiting: Sample[] = []
  let inputs = 0

  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return
    const samples = waiting
    waiting = []
    inputs = 0
    try {
      const workers = await listLiveWorkers(services)
      const worker = workers[Math.floor(Math.random() * workers.length)]
      if (!worker) return
      const unwanted = await send(worker.url, internalToken, samples)
      const nowMs = performance.now()
      for (const [id, untilMs] of unwantedUntilMs) if (untilMs < nowMs) unwantedUntilMs.delete(id)
      for (const id of unwanted) unwantedUntilMs.set(id, nowMs + unwantedForMs)
    } catch (error) {
      log.debug({ err: error, calls: samples.length }, 'a sample of inputs could not be told')
    }
  }
  const telling = setInterval(() => void flush(), tellEveryMs)
  telling.unref()

  return {
    offer: (version, items, lines) => {
      const { kind, deploymentId, modelVersionId, workspaceId } = version
      const isFile = kind === 'image' || kind === 'audio'
      if (inputs >= (isFile ? mostWaitingFiles : mostWaiting)) return
      const until = unwantedUntilMs.get(deploymentId)
      if (until !== undefined && until > performance.now()) return
      if (!allowances[isFile ? 'file' : 'light'].take(deploymentId)) return
      const taken = Math.min(items.length, isFile ? 1 : mostInputsOfCall)
      waiting.push({
        workspaceId,
        deploymentId,
        modelVersionId,
        inputs: items.slice(0, taken).map(({ input }) => input),
        lines: lines.slice(0, taken),
      })
      inputs += taken
    },
    flush,
    close: async () => {
      clearInterval(telling)
      await flush()
    },
  }
}
