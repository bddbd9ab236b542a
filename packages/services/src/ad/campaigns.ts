import { parseDecimal } from '@assay/billing'
import { newId, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { trimDecimal } from '../billing/plan-rows.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { AdCampaignView } from '../views.ts'

const price = z
  .string()
  .max(30)
  .refine((text) => {
    try {
      return parseDecimal(text) >= 0n
    } catch {
      return false
    }
  }, 'A price is a decimal number of minor units, not negative, with at most 12 places.')

export const createCampaignInput = z.strictObject({
  /** The sponsor, who is billed. */
  workspaceId: z.string().max(64),
  title: plainText(60),
  text: plainText(160),
  url: z.url({ protocol: /^https$/, error: 'An ad must link to an https address.' }).max(500),
  currency: z.string().regex(/^[a-z]{3}$/, 'A currency code has three lowercase letters, such as usd.'),
  budgetMinor: z
    .string()
    .regex(/^[1-9]\d{0,11}$/, 'A budget must be a whole number of minor units above zero.'),
  per1000Impressions: price,
  perClick: price,
  endsAt: z.iso.datetime().nullable(),
})

/** Begins at once; its price and budget never change, so that what was shown keeps what it cost. */
export const createCampaign = async (
  ctx: OperatorCtx,
  input: z.input<typeof createCampaignInput>,
): Promise<{ id: string }> => {
  const { budgetMinor, endsAt, ...campaign } = createCampaignInput.parse(input)
  const { workspace, adCampaign } = tables
  if (parseDecimal(campaign.per1000Impressions) + parseDecimal(campaign.perClick) === 0n)
    throw new AssayError('invalid_request', 'A campaign needs a price per view or per click.', {
      param: 'perClick',
    })
  const id = newId('adc')
  await ctx.dbs.platform.transaction(async (tx) => {
    const [sponsor] = await tx
      .select({ id: workspace.id })
      .from(workspace)
      .where(eq(workspace.id, campaign.workspaceId))
    if (!sponsor) throw new NotFound('workspace', campaign.workspaceId)
    await tx.insert(adCampaign).values({
      id,
      ...campaign,
      budgetMinor: BigInt(budgetMinor),
      startsAt: ctx.now(),
      endsAt: endsAt === null ? null : new Date(endsAt),
    })
    const subject = { type: 'ad_campaign', id }
    const { workspaceId } = campaign
    await writeAudit(tx, { actor: ctx.actor, workspaceId }, 'ad_campaign.created', subject, { budgetMinor })
  })
  return { id }
}

/** The newest first. */
export const listCampaigns = async (ctx: OperatorCtx): Promise<AdCampaignView[]> => {
  const { adCampaign, workspace } = tables
  const rows = await ctx.dbs.platform
    .select({ row: adCampaign, sponsor: workspace.name })
    .from(adCampaign)
    .innerJoin(workspace, eq(workspace.id, adCampaign.workspaceId))
    .orderBy(desc(adCampaign.createdAt), desc(adCampaign.id))
    .limit(200)
  return rows.map(({ row, sponsor }) => ({
    id: row.id,
    sponsor,
    title: row.title,
    text: row.text,
    url: row.url,
    currency: row.currency,
    budgetMinor: row.budgetMinor.toString(),
    per1000Impressions: trimDecimal(row.per1000Impressions),
    perClick: trimDecimal(row.perClick),
    impressions: row.impressions,
    clicks: row.clicks,
    spent: trimDecimal(row.spent),
    billedMinor: row.billedMinor.toString(),
    state: row.state,
    endsAt: row.endsAt,
    createdAt: row.createdAt,
  }))
}

export const setCampaignStateInput = z.strictObject({
  id: z.string().max(64),
  state: z.enum(['active', 'paused', 'ended']),
})

/** Pauses, goes on, or ends; what has ended does not begin again. */
export const setCampaignState = async (
  ctx: OperatorCtx,
  input: z.input<typeof setCampaignStateInput>,
): Promise<void> => {
  const { id, state } = setCampaignStateInput.parse(input)
  const { adCampaign } = tables
  await ctx.dbs.platform.transaction(async (tx) => {
    const [row] = await tx.select().from(adCampaign).where(eq(adCampaign.id, id)).for('update')
    if (!row) throw new NotFound('campaign', id)
    if (row.state === state) return
    if (row.state === 'ended')
      throw new AssayError('conflict', 'This campaign has ended. Create another one.', { param: 'state' })
    await tx.update(adCampaign).set({ state }).where(eq(adCampaign.id, id))
    const subject = { type: 'ad_campaign', id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId: row.workspaceId }, `ad_campaign.${state}`, subject)
  })
}
