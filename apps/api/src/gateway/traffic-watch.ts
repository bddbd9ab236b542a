import type { Log } from '@assay/infra'
import type { Services } from '@assay/services/core'
import {
  latencyStep,
  recordTraffic,
  type ServedVersion,
  type TrafficCounts,
} from '@assay/services/deployment'

const tellEveryMs = 2_000

export type Outcome = { errors?: number; ms?: number; compared?: number; agreed?: number }

export type TrafficWatch = {
  /** Counts a call to one of several versions that are measured side by side. */
  count(version: ServedVersion, outcome: Outcome): void
  /** Tells the database what was counted. */
  flush(): Promise<void>
  close(): Promise<void>
}

const startOf = (version: ServedVersion): TrafficCounts => ({
  workspaceId: version.workspaceId,
  deploymentId: version.deploymentId,
  revision: version.revision,
  role: version.role,
  modelVersionId: version.modelVersionId,
  calls: 0,
  errors: 0,
  latencies: [],
  compared: 0,
  agreed: 0,
})

/** Counts in memory and tells the database every two seconds: what a crash loses decides nothing about money. */
export const openTrafficWatch = (services: Services, log: Log): TrafficWatch => {
  let counts = new Map<string, TrafficCounts>()

  const flush = async (): Promise<void> => {
    if (counts.size === 0) return
    const told = [...counts.values()]
    counts = new Map()
    await recordTraffic(services, told).catch((error: unknown) =>
      log.warn({ err: error }, 'traffic could not be told'),
    )
  }
  const telling = setInterval(() => void flush(), tellEveryMs)
  telling.unref()

  return {
    count: (version, { errors = 0, ms, compared = 0, agreed = 0 }) => {
      const key = `${version.deploymentId}/${version.revision}/${version.role}`
      let one = counts.get(key)
      if (!one) {
        one = startOf(version)
        counts.set(key, one)
      }
      one.calls++
      one.errors += errors
      one.compared += compared
      one.agreed += agreed
      if (ms === undefined) return
      const step = latencyStep(ms)
      for (let i = one.latencies.length; i <= step; i++) one.latencies.push(0)
      one.latencies[step] = (one.latencies[step] ?? 0) + 1
    },
    flush,
    close: async () => {
      clearInterval(telling)
      await flush()
    },
  }
}
