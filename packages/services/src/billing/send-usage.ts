import { StripeGatewayError } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { Services } from '../core/context.ts'
import { gatherUsage, unsentOutbox } from './gather-usage.ts'

type Sending = Pick<Services, 'dbs' | 'stripe' | 'now'>

/**
 * Tells Stripe of one outbox row. Its identifier never changes, so that sending it again, by a retry or by
 * two workers at once, counts once.
 */
export const sendUsage = async (services: Sending, { outboxId }: { outboxId: string }): Promise<void> => {
  const { platform } = services.dbs
  const { meterOutbox, workspace } = tables
  const [found] = await platform
    .select({ row: meterOutbox, customerId: workspace.stripeCustomerId })
    .from(meterOutbox)
    .innerJoin(workspace, eq(workspace.id, meterOutbox.workspaceId))
    .where(eq(meterOutbox.id, outboxId))
  if (found?.row.state !== 'pending' || found.customerId === null) return
  const { row, customerId } = found
  const isPending = and(eq(meterOutbox.id, outboxId), eq(meterOutbox.state, 'pending'))
  try {
    // A customer's clock may stand behind ours; once attempted, the instant is kept.
    const latest = row.attempts > 0 ? row.timestamp : await services.stripe.customerNow(customerId)
    const at = new Date(Math.min(row.timestamp.getTime(), latest.getTime()))
    // Written before the call: what may have reached Stripe must never look as if it had not.
    await platform
      .update(meterOutbox)
      .set({ attempts: sql`${meterOutbox.attempts} + 1`, timestamp: at })
      .where(isPending)
    await services.stripe.sendMeterEvent({
      identifier: row.identifier,
      customerId,
      quantity: row.quantity,
      at,
    })
    await platform
      .update(meterOutbox)
      .set({ state: 'sent', sentAt: services.now(), error: null })
      .where(isPending)
  } catch (error) {
    if (!(error instanceof StripeGatewayError)) throw error
    const state = error.retryable || error.code === 'credentials' ? 'pending' : 'failed'
    await platform.transaction(async (tx) => {
      await tx.update(meterOutbox).set({ error: error.message, state }).where(isPending)
      if (state === 'failed')
        await writeAudit(
          tx,
          { actor: { type: 'system', id: null }, workspaceId: row.workspaceId },
          'usage.refused',
          { type: 'meter_outbox', id: row.id },
          { message: error.message, quantity: row.quantity },
        )
    })
    if (state === 'pending') throw error
  }
}

/** Gathers and sends everything of one workspace at once: before its period is invoiced. */
export const flushUsage = async (services: Sending, workspaceId: string): Promise<void> => {
  await gatherUsage(services, { workspaceId })
  for (const outboxId of await unsentOutbox(services, workspaceId)) await sendUsage(services, { outboxId })
}
