import type { Log, Metrics } from '@assay/infra'
import type { Services } from '@assay/services/core'
import { type FigureCounts, latencyStep, recordFigures } from '@assay/services/deployment'

const tellEveryMs = 2_000
/** Whoever names deployments that do not exist fills no memory with them. */
const mostDeployments = 10_000

export type Figures = {
  answered(of: { workspaceId: string; deploymentId: string }, inputs: number, ms: number, cold: boolean): void
  refused(workspaceId: string, deploymentId: string, status: number): void
  /** Tells the database what was counted. */
  flush(): Promise<void>
  close(): Promise<void>
}

const startOf = (workspaceId: string, deploymentId: string): FigureCounts => ({
  workspaceId,
  deploymentId,
  answered: 0,
  inputs: 0,
  refused: 0,
  limited: 0,
  overloaded: 0,
  failed: 0,
  coldStarts: 0,
  latencies: [],
})

const classOf = (status: number): 'refused' | 'limited' | 'overloaded' | 'failed' => {
  if (status === 402 || status === 429) return 'limited'
  if (status === 503) return 'overloaded'
  return status >= 500 ? 'failed' : 'refused'
}

/** Counts calls in memory and tells the database every two seconds, which is what a crash can lose. */
export const openFigures = (services: Services, log: Log, metrics: Metrics | null): Figures => {
  /** By workspace and deployment: a caller may name another workspace's, which must not be counted as its. */
  let counts = new Map<string, Map<string, FigureCounts>>()
  let held = 0
  let sinceMs = 0

  const countsOf = (workspaceId: string, deploymentId: string): FigureCounts | null => {
    let own = counts.get(workspaceId)
    const known = own?.get(deploymentId)
    if (known) return known
    if (held >= mostDeployments) return null
    if (held === 0) sinceMs = services.now().getTime()
    const made = startOf(workspaceId, deploymentId)
    if (!own) {
      own = new Map()
      counts.set(workspaceId, own)
    }
    own.set(deploymentId, made)
    held++
    return made
  }

  const flush = async (): Promise<void> => {
    if (held === 0) return
    const told = [...counts.values()].flatMap((own) => [...own.values()])
    counts = new Map()
    held = 0
    await recordFigures(services, new Date(sinceMs), told).catch((error: unknown) =>
      log.warn({ err: error }, 'figures could not be told'),
    )
  }
  const telling = setInterval(() => void flush(), tellEveryMs)
  telling.unref()

  return {
    answered: ({ workspaceId, deploymentId }, inputs, ms, cold) => {
      metrics?.prediction(inputs, ms / 1000, cold)
      const one = countsOf(workspaceId, deploymentId)
      if (!one) return
      one.answered++
      one.inputs += inputs
      if (cold) one.coldStarts++
      const step = latencyStep(ms)
      for (let i = one.latencies.length; i <= step; i++) one.latencies.push(0)
      one.latencies[step] = (one.latencies[step] ?? 0) + 1
    },
    refused: (workspaceId, deploymentId, status) => {
      const one = countsOf(workspaceId, deploymentId)
      if (one) one[classOf(status)]++
    },
    flush,
    close: async () => {
      clearInterval(telling)
      await flush()
    },
  }
}
