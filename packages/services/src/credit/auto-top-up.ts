import { StripeGatewayError } from '@assay/billing/stripe'
import { newId, type Tx, tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { lockBilling, requireLive } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import { asSystem, inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { amountText } from '../spend/amount-text.ts'
import { managersOf } from '../spend/warn.ts'
import { settleTopUp } from './settle-top-up.ts'
import { topUpAmount } from './start-top-up.ts'

export const setAutoTopUpInput = z.strictObject({
  enabled: z.boolean(),
  thresholdMinor: z.string().regex(/^\d{1,9}$/, 'An amount is a whole number of minor units.'),
  amountMinor: topUpAmount,
})

/** Saving the settings also asks a card again that had failed. */
export const setAutoTopUp = (ctx: WorkspaceCtx, input: z.input<typeof setAutoTopUpInput>): Promise<void> => {
  const { enabled, thresholdMinor, amountMinor } = setAutoTopUpInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { version } = await requireLive(tx, ctx.workspaceId)
    const settings = {
      enabled,
      currency: version.currency,
      thresholdMinor: BigInt(thresholdMinor),
      amountMinor: BigInt(amountMinor),
      failedAt: null,
      error: null,
      updatedAt: ctx.now(),
    }
    await tx
      .insert(tables.autoTopUp)
      .values({ workspaceId: ctx.workspaceId, ...settings })
      .onConflictDoUpdate({ target: tables.autoTopUp.workspaceId, set: settings })
    const subject = { type: 'auto_top_up', id: ctx.workspaceId }
    await writeAudit(tx, ctx, 'auto_top_up.set', subject, { enabled, thresholdMinor, amountMinor })
    await notifyChange(tx, { topic: 'billing', workspaceId: ctx.workspaceId, id: ctx.workspaceId })
  })
}

/** What a wallet has left: grants less what usage still takes of them, counted or not yet charged. */
export const walletLeft = (workspaceId: unknown, currency: unknown) => sql`(
  coalesce((select sum(g.remaining) from credit_grant g
    where g.workspace_id = ${workspaceId} and g.currency = ${currency} and g.expired_at is null), 0)
  - coalesce((select sum(c.uncovered) from usage_charge c
    where c.workspace_id = ${workspaceId} and c.currency = ${currency} and c.uncovered > 0), 0)
  - coalesce((select sum(usage_cost(meter_price(pv, q.meter), q.used) - usage_cost(meter_price(pv, q.meter), q.charged))
    from quota_balance q join subscription qs on qs.id = q.subscription_id
    join plan_version pv on pv.id = qs.plan_version_id and pv.prepaid and pv.currency = ${currency}
    where q.workspace_id = ${workspaceId} and q.used > q.charged), 0))`

/**
 * Begins a payment for each wallet that has fallen below its threshold. While one is on its way no other begins, so
 * that a wallet is filled once each time it falls. Resolves to how many were begun.
 */
export const beginAutoTopUps = (services: Pick<Services, 'dbs' | 'now'>): Promise<number> =>
  services.dbs.platform.transaction(async (tx) => {
    const low = await tx.execute<{ workspace_id: string; currency: string; amount: string }>(sql`
      select a.workspace_id, a.currency, a.amount_minor::text as amount from auto_top_up a
      join workspace w on w.id = a.workspace_id and w.stripe_customer_id is not null
      where a.enabled and a.failed_at is null
        and not exists (select from workspace_suspension w where w.workspace_id = a.workspace_id)
        and ${walletLeft(sql`a.workspace_id`, sql`a.currency`)} < a.threshold_minor
        and not exists (select from top_up t where t.workspace_id = a.workspace_id
          and t.kind = 'automatic' and t.state = 'pending')
      order by a.workspace_id`)
    let begun = 0
    for (const { workspace_id: workspaceId, currency, amount } of low) {
      const [row] = await tx
        .insert(tables.topUp)
        .values({
          id: newId('top'),
          workspaceId,
          kind: 'automatic',
          currency,
          amountMinor: BigInt(amount),
          createdAt: services.now(),
        })
        .onConflictDoNothing()
        .returning({ id: tables.topUp.id })
      if (!row) continue
      begun += 1
      await enqueue(tx, 'credit.charge_card', { topUpId: row.id }, { key: `credit.charge_card ${row.id}` })
    }
    return begun
  })

/** Asks the saved card for one automatic top-up. Its id is Stripe's idempotency key: run twice it pays once. */
export const chargeTopUp = async (services: Services, { topUpId }: { topUpId: string }): Promise<void> => {
  const { platform } = services.dbs
  const { topUp, workspace } = tables
  const [found] = await platform
    .select({ row: topUp, customerId: workspace.stripeCustomerId })
    .from(topUp)
    .innerJoin(workspace, eq(workspace.id, topUp.workspaceId))
    .where(eq(topUp.id, topUpId))
  if (found?.row.state !== 'pending' || found.customerId === null) return
  const { row, customerId } = found
  try {
    const payment = await services.stripe.chargeSavedCard({
      customerId,
      reference: topUpId,
      description: 'Prepaid credits',
      amountMinor: row.amountMinor,
      currency: row.currency,
    })
    const feeMinor = await services.stripe.fetchFee(payment.paymentIntentId)
    await platform.transaction((tx) => settleTopUp(tx, topUpId, { ...payment, feeMinor }, services.now()))
  } catch (error) {
    if (!(error instanceof StripeGatewayError) || error.retryable || error.code === 'credentials') throw error
    await platform.transaction((tx) => giveUp(services, tx, row, error.message))
  }
}

const giveUp = async (
  services: Services,
  tx: Tx,
  row: typeof tables.topUp.$inferSelect,
  message: string,
): Promise<void> => {
  const { topUp, autoTopUp } = tables
  const now = services.now()
  const { workspaceId } = row
  await lockBilling(tx, workspaceId)
  const [failed] = await tx
    .update(topUp)
    .set({ state: 'failed', error: message.slice(0, 500), settledAt: now })
    .where(and(eq(topUp.id, row.id), eq(topUp.state, 'pending')))
    .returning({ id: topUp.id })
  if (!failed) return
  await tx
    .update(autoTopUp)
    .set({ failedAt: now, error: message.slice(0, 500) })
    .where(eq(autoTopUp.workspaceId, workspaceId))
  const subject = { type: 'top_up', id: row.id }
  await writeAudit(tx, asSystem(services, workspaceId), 'top_up.failed', subject, { message })
  const amount = amountText(row.amountMinor.toString(), row.currency)
  for (const to of await managersOf(tx, workspaceId))
    await enqueue(
      tx,
      'mail.send',
      {
        to,
        subject: `An automatic top-up of ${amount} failed`,
        text: `The saved card was refused: ${message}\n\nNothing was charged, and the card will not be retried automatically. Use another one or top up manually: ${services.publicUrl}/billing`,
      },
      { key: `top_up.failed ${row.id} ${to}` },
    )
  await notifyChange(tx, { topic: 'billing', workspaceId, id: row.id })
}
