import { tables, withWorkspace } from '@assay/db'
import { and, desc, eq, ne } from 'drizzle-orm'
import { asSystem, type Services } from '../core/context.ts'
import { withdraw } from './canary.ts'
import { lockDeployment, revise } from './revise.ts'
import { trafficOf } from './traffic.ts'

const damaged = 'could not be loaded: its file is damaged.'
const reason = (number: number | undefined) => `Version ${number ?? '?'} ${damaged}`

/**
 * Takes a version whose file no worker can load out of a deployment: a canary is rolled back, a live version makes way
 * for the one that was live before it. Does nothing where the deployment has moved on, or has nothing to go back to.
 */
export const withdrawBroken = (
  services: Services,
  broken: { workspaceId: string; deploymentId: string; modelVersionId: string },
): Promise<{ revision: number } | null> =>
  withWorkspace(services.dbs.app, broken.workspaceId, async (tx) => {
    const { deploymentRevision, modelVersion } = tables
    const { deploymentId, modelVersionId } = broken
    const ctx = asSystem(services, broken.workspaceId)
    const current = await lockDeployment(tx, deploymentId)
    const [version] = await tx
      .select({ number: modelVersion.number })
      .from(modelVersion)
      .where(eq(modelVersion.id, modelVersionId))
    const canary = trafficOf(current.traffic)?.canary
    if (canary?.modelVersionId === modelVersionId) return withdraw(tx, ctx, current, reason(version?.number))
    if (current.modelVersionId !== modelVersionId) return null
    const ofDeployment = eq(deploymentRevision.deploymentId, deploymentId)
    const [made] = await tx
      .select({ reason: deploymentRevision.reason })
      .from(deploymentRevision)
      .where(and(ofDeployment, eq(deploymentRevision.revision, current.revision)))
    // What it would go back to is damaged as well: going to and fro helps nobody.
    if (made?.reason?.endsWith(damaged)) return null
    const [before] = await tx
      .select()
      .from(deploymentRevision)
      .where(and(ofDeployment, ne(deploymentRevision.modelVersionId, modelVersionId)))
      .orderBy(desc(deploymentRevision.revision))
      .limit(1)
    if (!before) return null
    // Both were parsed by the verb that wrote them.
    const policy = before.policy as Parameters<typeof revise>[3]['policy']
    const content = {
      modelVersionId: before.modelVersionId,
      policy,
      traffic: null,
      reason: reason(version?.number),
    }
    return revise(tx, ctx, current, content, 'deployment.rolled_back')
  })
