import { type TrafficRole, type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { VersionCounts } from './judge.ts'

export type TrafficCounts = {
  workspaceId: string
  deploymentId: string
  revision: number
  role: TrafficRole
  modelVersionId: string
  calls: number
  errors: number
  /** Calls by `latencyStep`. */
  latencies: number[]
  compared: number
  agreed: number
}

/** Adds what a gateway has counted since it last told. */
export const recordTraffic = async (services: Services, counts: TrafficCounts[]): Promise<void> => {
  for (const one of counts)
    await services.dbs.sql.platform`
      select add_traffic(${one.workspaceId}, ${one.deploymentId}, ${one.revision}, ${one.role},
        ${one.modelVersionId}, ${one.calls}, ${one.errors}, ${one.latencies}::bigint[], ${one.compared},
        ${one.agreed})`
}

const none: VersionCounts = { calls: 0, errors: 0, latencies: [] }

/** What came of the calls while a revision shared them out. */
export const countsOfRevision = async (
  tx: Tx,
  deploymentId: string,
  revision: number,
): Promise<{ live: VersionCounts; canary: VersionCounts }> => {
  const { deploymentTraffic } = tables
  const rows = await tx
    .select()
    .from(deploymentTraffic)
    .where(and(eq(deploymentTraffic.deploymentId, deploymentId), eq(deploymentTraffic.revision, revision)))
  const of = (role: TrafficRole) => rows.find((row) => row.role === role) ?? none
  return { live: of('live'), canary: of('canary') }
}
