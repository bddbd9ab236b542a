import { tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { listDunning } from '../operator/dunning.ts'
import { explainRefusal } from '../spend/explain-refusal.ts'
import { getSubscription } from './change-plan.ts'
import { getEntitlements } from './entitlements.ts'
import { type Money, startMoney } from './fixture.ts'
import { checkPlanLimit } from './plan-limit.ts'
import { graceDays } from './reconcile-subscription.ts'
import { remindOfBilling } from './remind.ts'
import { retryPayment } from './retry-payment.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const useCard = async (ctx: WorkspaceCtx, card: string): Promise<void> => {
  const customer = await money.customerOf(ctx)
  const { id } = await money.stripe.paymentMethods.attach(card, { customer })
  await money.stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
  const [one] = (await money.stripe.subscriptions.list({ customer })).data
  await money.stripe.subscriptions.update(one?.id ?? '', { default_payment_method: id })
}

const toldOf = async (ctx: WorkspaceCtx): Promise<string[]> => {
  const rows = await money.dbs.platform
    .select({ kind: tables.billingNotice.kind })
    .from(tables.billingNotice)
    .where(eq(tables.billingNotice.workspaceId, ctx.workspaceId))
    .orderBy(tables.billingNotice.createdAt, tables.billingNotice.id)
  return rows.map((row) => row.kind)
}

const mailsTo = async (ctx: WorkspaceCtx): Promise<string[]> => {
  const to = `${ctx.actor.id}@example.com`
  const rows = await money.owner<{ subject: string }[]>`
    select payload ->> 'subject' as subject from graphile_worker._private_jobs where payload ->> 'to' = ${to} order by id`
  return rows.map((row) => row.subject)
}

const at = (days: number) => ({
  ...money.services,
  now: () => new Date(Date.now() + days * 86_400_000),
})

describe('a payment that fails', () => {
  it('is told at each step once, refuses calls by name when its grace is over, and works again the moment it is paid', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await useCard(ctx, 'pm_card_chargeCustomerFail')
    await money.passPeriod(ctx, 2 * 3600)
    expect(await getEntitlements(ctx)).toMatchObject({
      standing: 'grace',
      refusal: null,
      owed: { amountMinor: '2900', nextAttemptAt: expect.any(Date) },
    })
    expect(await money.use(ctx, [1])).toEqual([true])
    for (const days of [0, 0, graceDays - 1, graceDays - 1]) await remindOfBilling(at(days))
    expect(await toldOf(ctx)).toEqual(['payment_failed', 'grace_ending'])
    expect(await listDunning(money.operator())).toMatchObject([
      { workspaceId: ctx.workspaceId, standing: 'grace', owedMinor: '2900' },
    ])

    await money.dbs.platform.execute(
      sql`update subscription set grace_until = now() - interval '1 minute' where workspace_id = ${ctx.workspaceId} and ended_at is null`,
    )
    await remindOfBilling(money.services)
    expect(await money.use(ctx, [1])).toEqual([false])
    expect(await explainRefusal(money.services, { workspaceId: ctx.workspaceId, quantity: 1 })).toMatchObject(
      {
        code: 'payment_required',
        message: expect.stringContaining('Update the card under Billing'),
      },
    )
    await expect(
      money.dbs.platform.transaction((tx) => checkPlanLimit(tx, ctx.workspaceId, 'models', 1)),
    ).rejects.toMatchObject({ code: 'payment_required' })
    await expect(retryPayment(ctx)).rejects.toMatchObject({ code: 'payment_failed' })

    await useCard(ctx, 'pm_card_visa')
    expect(await retryPayment(ctx)).toMatchObject({ status: 'active', graceUntil: null })
    expect(await money.use(ctx, [1])).toEqual([true])
    await remindOfBilling(money.services)
    expect(await toldOf(ctx)).toEqual(['payment_failed', 'grace_ending', 'restricted', 'recovered'])
    expect(await mailsTo(ctx)).toEqual([
      'Grace & Co: the payment failed',
      'Grace & Co: calls will be refused soon',
      'Grace & Co: calls are refused until the invoice is paid',
      'Grace & Co: the payment arrived',
    ])
    expect(await listDunning(money.operator())).toEqual([])
  })

  it('ends the subscription after the last try, and says so', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await useCard(ctx, 'pm_card_chargeCustomerFail')
    await money.passPeriod(ctx, 2 * 3600)
    await remindOfBilling(money.services)
    for (const days of [4, 6, 8]) {
      const customer = await money.stripe.customers.retrieve(await money.customerOf(ctx))
      if (customer.deleted || typeof customer.test_clock !== 'string') throw new Error('no clock')
      const clock = await money.stripe.testHelpers.testClocks.retrieve(customer.test_clock)
      const frozen_time = clock.frozen_time + days * 86_400
      await money.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time })
      for (let ready = false; !ready; )
        ready = (await money.stripe.testHelpers.testClocks.retrieve(clock.id)).status === 'ready'
    }
    await money.applyAll()
    expect(await getSubscription(ctx)).toMatchObject({ plan: { key: 'free' }, status: 'active' })
    await remindOfBilling(money.services)
    expect(await toldOf(ctx)).toEqual(['payment_failed', 'cancelled'])
  })
})

describe('a trial', () => {
  it('is told of three days before its end, once', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.dbs.platform.execute(
      sql`update subscription set status = 'trialing', trial_end = now() + interval '5 days' where workspace_id = ${ctx.workspaceId} and ended_at is null`,
    )
    for (const days of [0, 1.9, 2.1, 2.1]) await remindOfBilling(at(days))
    expect(await toldOf(ctx)).toEqual(['trial_ending'])
  })
})
