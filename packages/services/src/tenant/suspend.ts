import { StripeGatewayError } from '@assay/billing/stripe'
import { type Tx, tables } from '@assay/db'
import { and, eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { refreshCeiling } from '../billing/balance.ts'
import { continueSubscription, pauseSubscription } from '../billing/index.ts'
import { findLive } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type OperatorCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { plainText } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import type { SuspendedBilling } from '../views.ts'
import { findTenant, tenantInput } from './lookup.ts'
import { requirePerson } from './notes.ts'

export const suspendTenantInput = tenantInput.extend({
  /** The workspace's name, typed. */
  confirm: plainText(200),
  /** Shown to its people, as a sentence. */
  reason: plainText(500),
  /** Whom they may ask: an address or a link. */
  contact: plainText(200),
})

/**
 * Stops a workspace: its calls are refused from this transaction on, its runs are cancelled, and its subscription is
 * paused so that nothing is billed. Data and models stay, and its people can read them.
 */
export const suspendTenant = async (
  ctx: OperatorCtx,
  input: z.input<typeof suspendTenantInput>,
): Promise<{ billing: SuspendedBilling }> => {
  const { workspaceId, confirm, reason, contact } = suspendTenantInput.parse(input)
  const suspendedBy = requirePerson(ctx)
  await ctx.dbs.platform.transaction(async (tx) => {
    const { name } = await findTenant(tx, workspaceId)
    if (confirm !== name)
      throw new AssayError('invalid_request', `Type the workspace's name, ${name}, to suspend it.`, {
        param: 'confirm',
      })
    const made = await tx
      .insert(tables.workspaceSuspension)
      .values({ workspaceId, reason, contact, suspendedBy, suspendedAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: tables.workspaceSuspension.workspaceId })
    if (made.length === 0) throw new AssayError('conflict', 'This workspace is suspended already.')
    await cancelRuns(tx, workspaceId, ctx.now())
    await settle(tx, ctx, workspaceId, 'workspace.suspended', { reason })
  })
  return { billing: await pauseBilling(ctx, workspaceId) }
}

/** The workspace goes on as before; what was cancelled is not begun again by itself. */
export const reactivateTenant = async (
  ctx: OperatorCtx,
  input: z.input<typeof tenantInput>,
): Promise<void> => {
  const { workspaceId } = tenantInput.parse(input)
  requirePerson(ctx)
  const { workspaceSuspension } = tables
  const paused = await ctx.dbs.platform.transaction(async (tx) => {
    const [gone] = await tx
      .delete(workspaceSuspension)
      .where(eq(workspaceSuspension.workspaceId, workspaceId))
      .returning()
    if (!gone) throw new AssayError('conflict', 'This workspace is not suspended.')
    await settle(tx, ctx, workspaceId, 'workspace.reactivated')
    return gone.pausedSubscription
  })
  if (!paused) return
  const live = await findLive(ctx.dbs.platform, workspaceId)
  if (live?.subscription.pausedAt) await continueSubscription(asSystem(ctx, workspaceId))
}

const cancelRuns = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
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

/** The counter, every process's cache of keys, and the log hear of it together. */
const settle = async (
  tx: Tx,
  ctx: OperatorCtx,
  workspaceId: string,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> => {
  await refreshCeiling(tx, workspaceId, ctx.now())
  await notifyChange(tx, { topic: 'billing', workspaceId, id: workspaceId })
  const subject = { type: 'workspace', id: workspaceId }
  await writeAudit(tx, { actor: ctx.actor, workspaceId }, action, subject, detail)
}

/** A subscription that is not active, or ends anyway, is left as it is: it bills nothing new for what is refused. */
const pauseBilling = async (ctx: OperatorCtx, workspaceId: string): Promise<SuspendedBilling> => {
  const live = await findLive(ctx.dbs.platform, workspaceId)
  if (!live?.subscription.stripeSubscriptionId) return 'untouched'
  const { status, pausedAt, cancelAtPeriodEnd } = live.subscription
  if (status !== 'active' || pausedAt !== null || cancelAtPeriodEnd) return 'untouched'
  try {
    await pauseSubscription(asSystem(ctx, workspaceId), {})
  } catch (error) {
    // It is suspended all the same: a Stripe that does not answer must not let its calls through.
    if (error instanceof AssayError || error instanceof StripeGatewayError) return 'failed'
    throw error
  }
  await ctx.dbs.platform
    .update(tables.workspaceSuspension)
    .set({ pausedSubscription: true })
    .where(eq(tables.workspaceSuspension.workspaceId, workspaceId))
  return 'paused'
}
