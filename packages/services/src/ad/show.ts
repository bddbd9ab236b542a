import { randomBytes } from 'node:crypto'
import { type Tx, tables } from '@assay/db'
import { and, eq, gt, isNull, lte, ne, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { findLive } from '../billing/subscription-rows.ts'
import { inWorkspace, type Services, type WorkspaceCtx } from '../core/context.ts'
import { isEnabled } from '../feature/is-enabled.ts'
import type { AdView } from '../views.ts'
import { readAdToken, signAdToken } from './token.ts'

/** A notice that is seen later than this after it was asked for does not count. */
const tokenMs = 30 * 60_000

/** The key that notices are signed with; made when the first one is shown. */
const secretOf = async (services: Pick<Services, 'dbs'>): Promise<Uint8Array> => {
  const { billingSettings } = tables
  const { platform } = services.dbs
  const [known] = await platform.select({ secret: billingSettings.adSecret }).from(billingSettings)
  if (known?.secret) return known.secret
  const made = randomBytes(32)
  const [kept] = await platform
    .insert(billingSettings)
    .values({ adSecret: made })
    .onConflictDoUpdate({
      target: billingSettings.id,
      set: { adSecret: sql`coalesce(${billingSettings.adSecret}, excluded.ad_secret)` },
    })
    .returning({ secret: billingSettings.adSecret })
  return kept?.secret ?? made
}

/** Plans that cost something show no sponsors. */
const isFree = async (tx: Tx, workspaceId: string): Promise<boolean> => {
  const live = await findLive(tx, workspaceId)
  return live !== null && live.subscription.stripeSubscriptionId === null && !live.version.prepaid
}

/**
 * A sponsor's notice for the dashboard of a free workspace, with the token under which it counts; null where there is
 * none. Nothing is counted yet. API answers never carry one.
 */
export const nextAd = async (ctx: WorkspaceCtx): Promise<AdView | null> => {
  const { workspaceId } = ctx
  const free = await inWorkspace(ctx, 'viewer', (tx) => isFree(tx, workspaceId))
  if (!free || !(await isEnabled(ctx, 'sponsors', workspaceId))) return null
  const { adCampaign } = tables
  const now = ctx.now()
  const [chosen] = await ctx.dbs.platform
    .select()
    .from(adCampaign)
    .where(
      and(
        eq(adCampaign.state, 'active'),
        lte(adCampaign.startsAt, now),
        or(isNull(adCampaign.endsAt), gt(adCampaign.endsAt, now)),
        ne(adCampaign.workspaceId, workspaceId),
        sql`${adCampaign.spent} + ${adCampaign.per1000Impressions} / 1000 <= ${adCampaign.budgetMinor}`,
      ),
    )
    // The one that has had the least of its budget has its turn.
    .orderBy(sql`${adCampaign.spent} / ${adCampaign.budgetMinor}`, adCampaign.id)
    .limit(1)
  if (!chosen) return null
  const secret = await secretOf(ctx)
  const token = signAdToken(secret, {
    campaignId: chosen.id,
    workspaceId,
    expiresAtMs: now.getTime() + tokenMs,
  })
  return { title: chosen.title, text: chosen.text, url: chosen.url, token }
}

export const adTokenInput = z.strictObject({ token: z.string().max(500) })

/**
 * Counts a notice as seen, or as clicked: once per token, and only while the campaign's budget holds it. One statement
 * tests and raises what was spent, as with quotas. Resolves to whether it counted.
 */
const count = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof adTokenInput>,
  what: 'seen' | 'clicked',
): Promise<boolean> => {
  const { token } = adTokenInput.parse(input)
  const { workspaceId } = ctx
  const free = await inWorkspace(ctx, 'viewer', (tx) => isFree(tx, workspaceId))
  const secret = await secretOf(ctx)
  const read = readAdToken(secret, token, { workspaceId, nowMs: ctx.now().getTime() })
  if (read === null || !free) return false
  return ctx.dbs.platform
    .transaction(async (tx) => {
      const seen = await countOnce(tx, read.nonce, {
        campaignId: read.campaignId,
        workspaceId,
        at: ctx.now(),
        what,
      })
      if (!seen) return false
      const price = what === 'seen' ? sql`per_1000_impressions / 1000` : sql`per_click`
      const counter = what === 'seen' ? sql`impressions = impressions + 1` : sql`clicks = clicks + 1`
      const raised = await tx.execute(sql`
      update ad_campaign set spent = spent + ${price}, ${counter}
      where id = ${read.campaignId} and state = 'active' and spent + ${price} <= budget_minor returning id`)
      // Over the budget it was shown for nothing, and stays uncounted.
      if (raised.length === 0) throw new OverBudget()
      return true
    })
    .catch((error: unknown) => {
      if (error instanceof OverBudget) return false
      throw error
    })
}

class OverBudget extends Error {}

const countOnce = async (
  tx: Tx,
  nonce: string,
  of: { campaignId: string; workspaceId: string; at: Date; what: 'seen' | 'clicked' },
): Promise<boolean> => {
  const { adImpression } = tables
  if (of.what === 'seen') {
    const written = await tx
      .insert(adImpression)
      .values({ nonce, campaignId: of.campaignId, workspaceId: of.workspaceId, seenAt: of.at })
      .onConflictDoNothing()
      .returning({ nonce: adImpression.nonce })
    return written.length > 0
  }
  // What nobody has seen, nobody clicks.
  const clicked = await tx
    .update(adImpression)
    .set({ clickedAt: of.at })
    .where(and(eq(adImpression.nonce, nonce), isNull(adImpression.clickedAt)))
    .returning({ nonce: adImpression.nonce })
  return clicked.length > 0
}

export const countAdSeen = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof adTokenInput>,
): Promise<{ counted: boolean }> => ({ counted: await count(ctx, input, 'seen') })

export const countAdClicked = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof adTokenInput>,
): Promise<{ counted: boolean }> => ({ counted: await count(ctx, input, 'clicked') })
