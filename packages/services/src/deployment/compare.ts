import { type Tx, tables } from '@assay/db'
import { and, eq, gte, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { TrafficComparison, VersionTraffic } from '../views.ts'
import { countsOfRevision } from './counts.ts'
import { judgeCanary } from './judge.ts'
import { quantileMs } from './latencies.ts'
import { deploymentId } from './manage.ts'
import { goldOf, type Traffic, trafficOf } from './traffic.ts'

type Row = typeof tables.deploymentTraffic.$inferSelect

const sum = (rows: Row[], of: 'calls' | 'errors' | 'compared' | 'agreed'): number =>
  rows.reduce((total, row) => total + row[of], 0)

const addLatencies = (rows: Row[]): number[] => {
  const total: number[] = []
  for (const { latencies } of rows)
    latencies.forEach((count, step) => {
      total[step] = (total[step] ?? 0) + count
    })
  return Array.from(total, (count) => count ?? 0)
}

/**
 * The versions that a deployment has now, side by side, from when its canary began (without one: from this revision
 * on), and what the rules make of it at this moment.
 */
export const compareTraffic = (
  ctx: WorkspaceCtx,
  input: z.input<typeof deploymentId>,
): Promise<TrafficComparison> => {
  const { id } = deploymentId.parse(input)
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [row] = await tx.select().from(tables.deployment).where(eq(tables.deployment.id, id))
    if (!row) throw new NotFound('deployment', id)
    const traffic = trafficOf(row.traffic)
    const from = traffic?.canary?.since ?? row.revision
    const { deploymentTraffic } = tables
    const counted = await tx
      .select()
      .from(deploymentTraffic)
      .where(and(eq(deploymentTraffic.deploymentId, id), gte(deploymentTraffic.revision, from)))
    const versions = await present(tx, row.modelVersionId, traffic, counted)
    return { versions, verdict: await currentVerdict(tx, ctx, row, traffic) }
  })
}

const present = async (
  tx: Tx,
  liveId: string,
  traffic: Traffic | null,
  counted: Row[],
): Promise<VersionTraffic[]> => {
  const canary = traffic?.canary
  const parts = [
    { role: 'live' as const, id: liveId, percent: 100 - (canary?.percent ?? 0) },
    ...(canary ? [{ role: 'canary' as const, id: canary.modelVersionId, percent: canary.percent }] : []),
    ...(traffic?.shadow ? [{ role: 'shadow' as const, id: traffic.shadow.modelVersionId, percent: 0 }] : []),
  ]
  const { modelVersion } = tables
  const numbers = await tx
    .select({ id: modelVersion.id, number: modelVersion.number })
    .from(modelVersion)
    .where(
      inArray(
        modelVersion.id,
        parts.map((part) => part.id),
      ),
    )
  return parts.map(({ role, id, percent }) => {
    const rows = counted.filter((one) => one.role === role && one.modelVersionId === id)
    const latencies = addLatencies(rows)
    const compared = sum(rows, 'compared')
    return {
      role,
      modelVersionId: id,
      versionNumber: numbers.find((one) => one.id === id)?.number ?? 0,
      percent,
      calls: sum(rows, 'calls'),
      errors: sum(rows, 'errors'),
      p50Ms: quantileMs(latencies, 0.5),
      p99Ms: quantileMs(latencies, 0.99),
      compared,
      agreement: compared > 0 ? sum(rows, 'agreed') / compared : null,
    }
  })
}

const currentVerdict = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  row: typeof tables.deployment.$inferSelect,
  traffic: Traffic | null,
): Promise<TrafficComparison['verdict']> => {
  const rules = traffic?.canary?.rules
  if (!rules) return null
  const { deploymentRevision } = tables
  const [began] = await tx
    .select({ at: deploymentRevision.createdAt })
    .from(deploymentRevision)
    .where(and(eq(deploymentRevision.deploymentId, row.id), eq(deploymentRevision.revision, row.revision)))
  const nowMs = ctx.now().getTime()
  return judgeCanary(rules, {
    ...(await countsOfRevision(tx, row.id, row.revision)),
    minutes: (nowMs - (began?.at.getTime() ?? nowMs)) / 60_000,
    gold: goldOf(row.gold),
  })
}
