import { StripeGatewayError } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, eq, inArray } from 'drizzle-orm'
import { refreshCeiling } from '../billing/balance.ts'
import { continueSubscription, pauseSubscription } from '../billing/index.ts'
import { findLive } from '../billing/subscription-rows.ts'
import { asSystem, type Services } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError } from '../errors/index.ts'
import type { SuspendedBilling } from '../views.ts'

/** What waits is cancelled, what runs is told to end. */
export const cancelRuns = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  const { trainingJob, batch } = tables
  const ofIts = (table: typeof trainingJob | typeof batch, status: 'queued' | 'running') =>
    and(eq(table.workspaceId, workspaceId), inArray(table.status, [status]))
  const ended = { status: 'cancelled', finishedAt: now } as const
  await tx.update(trainingJob).set(ended).where(ofIts(trainingJob, 'queued'))
  const running = await tx
    .update(trainingJob)
    .set({ status: 'cancelling' })
    .where(ofIts(trainingJob, 'running'))
    .returning({ id: trainingJob.id, modelId: trainingJob.modelId })
  for (const { id, modelId } of running)
    await notifyChange(tx, { topic: 'training_job', workspaceId, id, modelId })
  await tx.update(batch).set(ended).where(ofIts(batch, 'queued'))
  await tx.update(batch).set({ status: 'cancelling' }).where(ofIts(batch, 'running'))
}

/** The counter and every process's cache of keys hear of it together. */
export const tellStanding = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  await refreshCeiling(tx, workspaceId, now)
  await notifyChange(tx, { topic: 'billing', workspaceId, id: workspaceId })
}

/** A subscription that is not active, or ends anyway, is left as it is: it bills nothing new for what is refused. */
export const pauseBilling = async (services: Services, workspaceId: string): Promise<SuspendedBilling> => {
  const live = await findLive(services.dbs.platform, workspaceId)
  if (!live?.subscription.stripeSubscriptionId) return 'untouched'
  const { status, pausedAt, cancelAtPeriodEnd } = live.subscription
  if (status !== 'active' || pausedAt !== null || cancelAtPeriodEnd) return 'untouched'
  try {
    await pauseSubscription(asSystem(services, workspaceId), {})
  } catch (error) {
    // It is suspended all the same: a Stripe that does not answer must not let its calls through.
    if (error instanceof AssayError || error instanceof StripeGatewayError) return 'failed'
    throw error
  }
  await services.dbs.platform
    .update(tables.workspaceSuspension)
    .set({ pausedSubscription: true })
    .where(eq(tables.workspaceSuspension.workspaceId, workspaceId))
  return 'paused'
}

/** Takes back what `pauseBilling` did, and nothing else. */
export const continueBilling = async (services: Services, workspaceId: string): Promise<void> => {
  const live = await findLive(services.dbs.platform, workspaceId)
  if (live?.subscription.pausedAt) await continueSubscription(asSystem(services, workspaceId))
}
