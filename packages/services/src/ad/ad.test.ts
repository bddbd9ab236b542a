import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Money, startMoney } from '../billing/fixture.ts'
import { listInvoices } from '../billing/invoice-reads.ts'
import { revenueStreams } from '../revenue/streams.ts'
import { billAds } from './bill.ts'
import { createCampaign, listCampaigns, setCampaignState } from './campaigns.ts'
import { countAdClicked, countAdSeen, nextAd } from './show.ts'
import { readAdToken, signAdToken } from './token.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const terms = {
  title: 'Label faster',
  text: 'People who label for you.',
  url: 'https://example.com/label',
  currency: 'usd',
  per1000Impressions: '500',
  perClick: '20',
  endsAt: null,
}

describe('27: one signed notice counts one view, and nothing is spent over the budget', () => {
  it('signs for one workspace and a time, and lets nothing of it be changed', () => {
    const secret = Buffer.alloc(32, 7)
    const token = signAdToken(secret, { campaignId: 'adc_1', workspaceId: 'ws_1', expiresAtMs: 1_000 })
    const here = { workspaceId: 'ws_1', nowMs: 999 }
    expect(readAdToken(secret, token, here)).toMatchObject({ campaignId: 'adc_1' })
    for (const [key, given, at] of [
      [secret, token, { ...here, nowMs: 1_000 }],
      [secret, token, { ...here, workspaceId: 'ws_2' }],
      [secret, token.replace('adc_1', 'adc_2'), here],
      [secret, `${token.slice(0, -2)}AA`, here],
      [Buffer.alloc(32, 8), token, here],
      [secret, 'nonsense', here],
    ] as const)
      expect(readAdToken(key, given, at)).toBeNull()
  })

  it('counts a view and a click once under any concurrency, keeps within the budget, and bills what it counted once', async () => {
    const op = money.operator()
    const sponsor = await money.createWorkspace()
    const viewer = await money.createWorkspace()
    expect(await nextAd(viewer)).toBeNull()
    // Room for 40 views at half a cent, or one click and 20 views.
    const { id } = await createCampaign(op, { ...terms, workspaceId: sponsor.workspaceId, budgetMinor: '30' })
    expect(await nextAd(sponsor)).toBeNull()
    const paying = await money.createWorkspace()
    await money.subscribe(paying, 'starter')
    expect(await nextAd(paying)).toBeNull()

    const first = await nextAd(viewer)
    if (!first) throw new Error('no notice')
    expect(await countAdClicked(viewer, { token: first.token })).toEqual({ counted: false })
    const views = await Promise.all(
      Array.from({ length: 8 }, () => countAdSeen(viewer, { token: first.token })),
    )
    expect(views.filter(({ counted }) => counted)).toHaveLength(1)
    expect(await countAdSeen(paying, { token: first.token })).toEqual({ counted: false })
    const clicks = await Promise.all(
      Array.from({ length: 4 }, () => countAdClicked(viewer, { token: first.token })),
    )
    expect(clicks.filter(({ counted }) => counted)).toHaveLength(1)

    const tokens: string[] = []
    for (let at = 0; at < 30; at++) tokens.push((await nextAd(viewer))?.token ?? '')
    const counted = await Promise.all(tokens.map((token) => countAdSeen(viewer, { token })))
    // 20 for the click, and 10 for the views: nineteen more after the first.
    expect(counted.filter((one) => one.counted)).toHaveLength(19)
    expect(await nextAd(viewer)).toBeNull()
    expect((await listCampaigns(op))[0]).toMatchObject({
      impressions: 20,
      clicks: 1,
      spent: '30',
      budgetMinor: '30',
    })
    await expect(
      money.owner`update ad_campaign set spent = budget_minor + 1 where id = ${id}`,
    ).rejects.toThrow()

    await billAds(money.services)
    expect(await money.dbs.platform.$count(tables.adInvoice)).toBe(0)
    await setCampaignState(op, { id, state: 'ended' })
    await Promise.all([billAds(money.services), billAds(money.services)])
    await billAds(money.services)
    await money.applyAll()
    expect((await listInvoices(sponsor, {})).items).toMatchObject([{ totalMinor: '30', status: 'open' }])
    const [line] = await money.dbs.platform
      .select()
      .from(tables.invoiceLine)
      .where(eq(tables.invoiceLine.workspaceId, sponsor.workspaceId))
    expect(line).toMatchObject({ kind: 'ads', amountMinor: 30n })
    const { currencies } = await revenueStreams(op)
    expect(currencies.find(({ currency }) => currency === 'usd')?.months.at(-1)?.gross.ads).toBe('30')
    await expect(setCampaignState(op, { id, state: 'active' })).rejects.toMatchObject({ code: 'conflict' })
  })
})
