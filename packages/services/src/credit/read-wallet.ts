import { tables } from '@assay/db'
import { asc, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { trimDecimal } from '../billing/plan-rows.ts'
import { requireLive } from '../billing/subscription-rows.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { ConsumptionView, CreditGrantView, WalletView } from '../views.ts'
import { walletLeft } from './auto-top-up.ts'

/** What the wallet holds now, usage that is not charged yet taken off, and how it is filled. */
export const getWallet = (ctx: WorkspaceCtx): Promise<WalletView> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const { version } = await requireLive(tx, ctx.workspaceId)
    const { workspaceId } = ctx
    const { autoTopUp, topUp, workspace } = tables
    const [left] = await tx.execute<{ left: string }>(
      sql`select trim_scale(${walletLeft(workspaceId, version.currency)})::text as left`,
    )
    const [auto] = await tx.select().from(autoTopUp).where(eq(autoTopUp.workspaceId, workspaceId))
    const [owner] = await tx
      .select({ customerId: workspace.stripeCustomerId })
      .from(workspace)
      .where(eq(workspace.id, workspaceId))
    const topUps = await tx.select().from(topUp).orderBy(desc(topUp.createdAt)).limit(10)
    return {
      currency: version.currency,
      prepaid: version.prepaid,
      left: left?.left ?? '0',
      hasCustomer: owner?.customerId !== null && owner !== undefined,
      autoTopUp: {
        enabled: auto?.enabled ?? false,
        thresholdMinor: auto?.thresholdMinor.toString() ?? null,
        amountMinor: auto?.amountMinor.toString() ?? null,
        error: auto?.failedAt ? auto.error : null,
      },
      topUps: topUps.map((row) => ({
        id: row.id,
        kind: row.kind,
        state: row.state,
        amountMinor: row.amountMinor.toString(),
        currency: row.currency,
        error: row.error,
        createdAt: row.createdAt,
      })),
    }
  })

/** Grants in the order in which they are used up, then those that are gone. */
export const listCreditGrants = (
  ctx: WorkspaceCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<CreditGrantView>> => {
  const { offset, limit } = pageInput.parse(input)
  const { creditGrant } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await tx
      .select()
      .from(creditGrant)
      .orderBy(
        sql`${creditGrant.remaining} = 0`,
        asc(creditGrant.priority),
        sql`${creditGrant.expiresAt} asc nulls last`,
        asc(creditGrant.createdAt),
      )
      .limit(limit)
      .offset(offset)
    const items = rows.map((row) => ({
      id: row.id,
      source: row.source,
      currency: row.currency,
      amountMinor: row.amountMinor.toString(),
      remaining: trimDecimal(row.remaining),
      priority: row.priority,
      expiresAt: row.expiresAt,
      expiredAt: row.expiredAt,
      note: row.note,
      createdAt: row.createdAt,
    }))
    return { items, total: await tx.$count(creditGrant) }
  })
}

export const listConsumptionsInput = pageInput.extend({ grantId: z.string().max(64) })

/** What a grant was used up for, the newest first: down to the charge, and so to the calls that it carries. */
export const listConsumptions = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listConsumptionsInput>,
): Promise<Page<ConsumptionView>> => {
  const { grantId, offset, limit } = listConsumptionsInput.parse(input)
  const { creditGrant, creditConsumption, usageCharge } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [grant] = await tx
      .select({ id: creditGrant.id })
      .from(creditGrant)
      .where(eq(creditGrant.id, grantId))
    if (!grant) throw new NotFound('credit grant', grantId)
    const ofGrant = eq(creditConsumption.grantId, grantId)
    const rows = await tx
      .select({ consumption: creditConsumption, charge: usageCharge })
      .from(creditConsumption)
      .innerJoin(usageCharge, eq(usageCharge.id, creditConsumption.chargeId))
      .where(ofGrant)
      .orderBy(desc(creditConsumption.at), desc(creditConsumption.chargeId))
      .limit(limit)
      .offset(offset)
    const items = rows.map(({ consumption, charge }) => ({
      chargeId: charge.id,
      meter: charge.meter,
      quantity: charge.quantity,
      currency: charge.currency,
      amount: trimDecimal(consumption.amount),
      at: consumption.at,
    }))
    return { items, total: await tx.$count(creditConsumption, ofGrant) }
  })
}
