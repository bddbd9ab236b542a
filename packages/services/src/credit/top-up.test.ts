import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Money, startMoney } from '../billing/fixture.ts'
import { startPrepaid } from '../billing/index.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { beginAutoTopUps, chargeTopUp, getWallet, setAutoTopUp, startTopUp } from './index.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const onCredits = async (): Promise<WorkspaceCtx> => {
  const ctx = await money.createWorkspace()
  await startPrepaid(ctx, { planId: await money.planIdOf('payg') })
  return ctx
}

const buy = async (ctx: WorkspaceCtx, amountMinor: string): Promise<void> => {
  const { url } = await startTopUp(ctx, { amountMinor })
  await money.pay(url)
  await money.applyAll()
}

const pendingTopUp = async ({ workspaceId }: WorkspaceCtx): Promise<string> => {
  const rows = await money.dbs.platform
    .select()
    .from(tables.topUp)
    .where(eq(tables.topUp.workspaceId, workspaceId))
  return rows.find(({ kind, state }) => kind === 'automatic' && state === 'pending')?.id ?? ''
}

describe('15: what is paid is in the wallet once, and in the ledger', () => {
  test('a paid checkout buys its credits, and calls are answered for as much as they hold', async () => {
    const ctx = await onCredits()
    expect(await money.use(ctx, [1])).not.toEqual([true])
    await buy(ctx, '900')
    expect(await getWallet(ctx)).toMatchObject({ left: '900', prepaid: true, hasCustomer: true })
    const [cash] = await money.dbs.sql.platform<{ paid: string }[]>`
      select trim_scale(sum(e.amount) filter (where a.kind in ('cash', 'expense_stripe_fees')))::text as paid
      from ledger_entry e join ledger_account a on a.id = e.account_id where e.workspace_id = ${ctx.workspaceId}`
    expect(cash?.paid).toBe('900')
  })

  test('a wallet that falls below its threshold is filled of the saved card once each time', async () => {
    const ctx = await onCredits()
    await buy(ctx, '200')
    await setAutoTopUp(ctx, { enabled: true, thresholdMinor: '500', amountMinor: '1000' })
    await Promise.all([beginAutoTopUps(money.services), beginAutoTopUps(money.services)])
    const topUpId = await pendingTopUp(ctx)
    await Promise.all([chargeTopUp(money.services, { topUpId }), chargeTopUp(money.services, { topUpId })])
    expect((await getWallet(ctx)).left).toBe('1200')
    await beginAutoTopUps(money.services)
    expect(await pendingTopUp(ctx)).toBe('')
    const charges = await money.stripe.charges.list({ customer: await money.customerOf(ctx), limit: 10 })
    expect(charges.data.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([200, 1_000])
  })

  test('a refused card is not asked again by itself, and its owner is told', async () => {
    const ctx = await onCredits()
    await buy(ctx, '200')
    const customer = await money.customerOf(ctx)
    const bad = await money.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    await money.stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad.id } })
    await setAutoTopUp(ctx, { enabled: true, thresholdMinor: '500', amountMinor: '1000' })
    await beginAutoTopUps(money.services)
    const topUpId = await pendingTopUp(ctx)
    await chargeTopUp(money.services, { topUpId })
    const wallet = await getWallet(ctx)
    expect(wallet.left).toBe('200')
    expect(wallet.autoTopUp.error).toMatch(/declin/i)
    await beginAutoTopUps(money.services)
    expect(await pendingTopUp(ctx)).toBe('')
  })
})
