import { tables, withWorkspace } from '@assay/db'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { asSystem, type Services } from '../core/context.ts'
import { promote, withdraw } from './canary.ts'
import { countsOfRevision } from './counts.ts'
import { judgeCanary } from './judge.ts'
import { lockDeployment } from './revise.ts'
import { goldOf, trafficOf } from './traffic.ts'

type Judged = { deploymentId: string; act: 'promote' | 'rollback'; reason: string }

/** Lets the rules of every canary that has some decide; each step is a revision with its reason. Safe to run anywhere, any time. */
export const judgeCanaries = async (services: Services): Promise<Judged[]> => {
  const { deployment } = tables
  const found = await services.dbs.platform
    .select({ id: deployment.id, workspaceId: deployment.workspaceId })
    .from(deployment)
    .where(
      and(
        isNull(deployment.stoppedAt),
        sql`jsonb_typeof(${deployment.traffic} #> '{canary,rules}') = 'object'`,
      ),
    )
  const judged: Judged[] = []
  for (const { id, workspaceId } of found) {
    const one = await judgeOne(services, workspaceId, id)
    if (one) judged.push(one)
  }
  return judged
}

const judgeOne = (services: Services, workspaceId: string, id: string): Promise<Judged | null> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    // Locked: of two workers one decides, and the other one finds the canary gone.
    const current = await lockDeployment(tx, id)
    const rules = trafficOf(current.traffic)?.canary?.rules
    if (!rules) return null
    const { deploymentRevision } = tables
    const [began] = await tx
      .select({ at: deploymentRevision.createdAt })
      .from(deploymentRevision)
      .where(and(eq(deploymentRevision.deploymentId, id), eq(deploymentRevision.revision, current.revision)))
    const counts = await countsOfRevision(tx, id, current.revision)
    const nowMs = services.now().getTime()
    const verdict = judgeCanary(rules, {
      ...counts,
      minutes: (nowMs - (began?.at.getTime() ?? nowMs)) / 60_000,
      gold: goldOf(current.gold),
    })
    if (verdict.act === 'wait') return null
    const ctx = asSystem(services, workspaceId)
    await (verdict.act === 'promote' ? promote : withdraw)(tx, ctx, current, verdict.reason)
    return { deploymentId: id, act: verdict.act, reason: verdict.reason }
  })
