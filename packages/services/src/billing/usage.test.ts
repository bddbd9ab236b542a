import { StripeGatewayError } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Money, startMoney } from './fixture.ts'
import { getInvoice, listInvoices, listLineEvents } from './invoice-reads.ts'
import { sendUsage } from './send-usage.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const { usageEvent, quotaBalance, meterOutbox } = tables
const total = async (workspaceId: string): Promise<{ events: number; quantity: number; used: number }> => {
  const [row] = await money.dbs.platform.execute<{ events: number; quantity: number; used: number }>(sql`
    select count(*)::int as events, coalesce(sum(quantity), 0)::int as quantity,
      (select coalesce(sum(used), 0)::int from quota_balance where workspace_id = ${workspaceId}) as used
    from usage_call where workspace_id = ${workspaceId}`)
  return row ?? { events: -1, quantity: -1, used: -1 }
}

describe('6–8: usage, quota and answers are one', () => {
  it('8: used + held never exceeds the limit under 32 concurrent groups, and every admitted unit has its event', async () => {
    const ctx = await money.createWorkspace()
    const groups = Array.from({ length: 32 }, (_, at) =>
      Array.from({ length: 12 }, (_, n) => ((at + n) % 5) + 1),
    )
    const answers = await Promise.all(groups.map((quantities) => money.use(ctx, quantities)))
    const granted = answers.flatMap((admitted, group) =>
      admitted.map((yes, at) => (yes ? (groups[group]?.[at] ?? 0) : 0)),
    )
    const sum = granted.reduce((all, one) => all + one, 0)
    expect(sum).toBe(1_000)
    expect(await total(ctx.workspaceId)).toEqual({
      events: granted.filter((one) => one > 0).length,
      quantity: 1_000,
      used: 1_000,
    })
    await expect(
      money.dbs.platform
        .update(quotaBalance)
        .set({ held: 1 })
        .where(eq(quotaBalance.workspaceId, ctx.workspaceId)),
    ).rejects.toThrow()
  })

  it('6: the same idempotency key, sixteen times at once, is one event and is counted once', async () => {
    const ctx = await money.createWorkspace()
    const answers = await Promise.allSettled(Array.from({ length: 16 }, () => money.use(ctx, [3], ['same'])))
    expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await total(ctx.workspaceId)).toEqual({ events: 1, quantity: 3, used: 3 })
  })

  it('7: a group that cannot be written whole leaves neither events nor count behind', async () => {
    const ctx = await money.createWorkspace()
    await expect(money.use(ctx, [1, 1, 1], ['a', 'b', 'a'])).rejects.toThrow()
    expect(await total(ctx.workspaceId)).toEqual({ events: 0, quantity: 0, used: 0 })
  })

  it('7: gathering four times at once puts every event into exactly one meter event', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    for (let round = 0; round < 5; round++) await money.use(ctx, [1, 2, 3])
    await Promise.all([
      money.gatherUsage(),
      money.gatherUsage(),
      money.use(ctx, [4]),
      money.gatherUsage(),
      money.gatherUsage(),
    ])
    await money.gatherUsage()
    const rows = await money.dbs.platform
      .select()
      .from(meterOutbox)
      .where(eq(meterOutbox.workspaceId, ctx.workspaceId))
    expect(rows.reduce((sum, row) => sum + row.quantity, 0)).toBe(34)
    const events = await money.dbs.platform
      .select()
      .from(usageEvent)
      .where(eq(usageEvent.workspaceId, ctx.workspaceId))
    for (const row of rows)
      expect(
        events.filter((event) => event.outboxId === row.id).reduce((sum, event) => sum + event.quantity, 0),
      ).toBe(row.quantity)
    expect(events.every((event) => event.outboxId !== null)).toBe(true)
  })

  it('leaves the free plan’s usage out of Stripe', async () => {
    const ctx = await money.createWorkspace()
    await money.use(ctx, [10])
    await money.gatherUsage()
    expect(await money.dbs.platform.$count(meterOutbox, eq(meterOutbox.workspaceId, ctx.workspaceId))).toBe(0)
  })
})

describe('9, 10: what Stripe has counted is what it acknowledged here', () => {
  it('counts once what is sent five times at once and again after a lost answer', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [70, 30])
    await money.gatherUsage()
    const mine = eq(meterOutbox.workspaceId, ctx.workspaceId)
    const [row] = await money.dbs.platform.select().from(meterOutbox).where(mine)
    const send = () => sendUsage(money.services, { outboxId: row?.id ?? '' })
    await Promise.all([send(), send(), send(), send(), send()])
    await money.dbs.platform.update(meterOutbox).set({ state: 'pending', sentAt: null }).where(mine)
    await send()
    const [sent] = await money.dbs.platform.select().from(meterOutbox).where(mine)
    expect(sent).toMatchObject({ state: 'sent', identifier: row?.identifier, quantity: 100 })

    const from = new Date((row?.timestamp.getTime() ?? 0) - 3_600_000)
    const to = new Date((row?.timestamp.getTime() ?? 0) + 3_600_000)
    const summary = { customerId: await money.customerOf(ctx), from, to }
    expect(await money.services.stripe.meterSummary(summary)).toBe('100')
  })

  it('keeps a group pending while Stripe is away, and says so when it refuses', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [5])
    await money.gatherUsage()
    const mine = eq(meterOutbox.workspaceId, ctx.workspaceId)
    const [row] = await money.dbs.platform.select().from(meterOutbox).where(mine)
    const failing = (code: 'unavailable' | 'invalid_request') => ({
      ...money.services,
      stripe: {
        ...money.services.stripe,
        sendMeterEvent: () => Promise.reject(new StripeGatewayError(code, code)),
      },
    })
    await expect(sendUsage(failing('unavailable'), { outboxId: row?.id ?? '' })).rejects.toMatchObject({
      retryable: true,
    })
    const read = async () => (await money.dbs.platform.select().from(meterOutbox).where(mine))[0]
    expect(await read()).toMatchObject({ state: 'pending', attempts: 1, error: 'unavailable' })
    await sendUsage(failing('invalid_request'), { outboxId: row?.id ?? '' })
    expect(await read()).toMatchObject({ state: 'failed', attempts: 2 })
    const audits = await money.dbs.platform
      .select()
      .from(tables.auditEvent)
      .where(
        and(
          eq(tables.auditEvent.workspaceId, ctx.workspaceId),
          inArray(tables.auditEvent.action, ['usage.refused']),
        ),
      )
    expect(audits).toHaveLength(1)
  })
})

describe('11: every billable event is on exactly one line, and never on one that was finalised before', () => {
  it('bills what is gathered after the invoice was finalised with the next period', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [50_010])
    await money.gatherUsage()
    await money.applyAll()
    await money.use(ctx, [20])
    await money.passPeriod(ctx, 2 * 3600)
    await money.gatherUsage()
    await money.applyAll()
    await money.use(ctx, [50_000])
    await money.gatherUsage()
    await money.applyAll()
    await money.passPeriod(ctx, 2 * 3600)

    const cycles = (await listInvoices(ctx, {})).items
      .filter((one) => one.kind === 'subscription_cycle')
      .reverse()
    const lines = await Promise.all(
      cycles.map(async ({ id }) =>
        (await getInvoice(ctx, { id })).lines.find((line) => line.kind === 'usage'),
      ),
    )
    expect(lines).toMatchObject([
      { quantity: 50_010, exactAmount: '0.6', events: 1 },
      { quantity: 50_020, exactAmount: '1.2', events: 2 },
    ])
    const late = await listLineEvents(ctx, { invoiceLineId: lines[1]?.id ?? '' })
    expect(late.items.map((event) => event.quantity).sort()).toEqual([20, 50_000])
    const [flag] = await money.dbs.platform.execute<{ late: number }>(sql`
      select count(*)::int as late from usage_event e join meter_outbox o on o.id = e.outbox_id
      where e.workspace_id = ${ctx.workspaceId} and o.period_start > e.period_start`)
    expect(flag?.late).toBe(1)
    const [rated] = await money.dbs.platform.execute<{ events: number }>(
      sql`select count(*)::int as events from rated_usage where workspace_id = ${ctx.workspaceId}`,
    )
    expect(rated?.events).toBe(3)
  })
})
