import { randomUUID } from 'node:crypto'
import { StripeGatewayError } from '@assay/billing/stripe'
import { tables } from '@assay/db'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { applyStripeEvent, replayStripeEvents } from './apply-event.ts'
import { getSubscription } from './change-plan.ts'
import { startCheckout } from './checkout.ts'
import { type Money, startMoney, until, webhookSecret } from './fixture.ts'
import { receiveStripeEvent } from './receive-event.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money.close())

const { stripeEvent } = tables

const eventsOf = async (ctx: WorkspaceCtx): Promise<string[]> => {
  const customer = await money.customerOf(ctx)
  const rows = await money.dbs.platform
    .select({ id: stripeEvent.id })
    .from(stripeEvent)
    .where(sql`${stripeEvent.payload} -> 'data' -> 'object' ->> 'customer' = ${customer}`)
    .orderBy(asc(stripeEvent.receivedAt), asc(stripeEvent.id))
  return rows.map((row) => row.id)
}

/** Paid, with its webhooks received and none applied. */
const payUnapplied = async (ctx: WorkspaceCtx, key = 'starter'): Promise<void> => {
  const { url } = await startCheckout(ctx, { planId: await money.planIdOf(key) })
  await money.pay(url)
  await until('the checkout arrives', async () => {
    const [row] = await money.owner<{ open: number }[]>`
      select count(*)::int as open from stripe_local.deliveries where state = 'pending'`
    return row?.open === 0
  })
}

/** Everything that money depends on, without ids and instants. */
const stateOf = async ({ workspaceId }: WorkspaceCtx) => {
  const { platform } = money.dbs
  const read = (query: ReturnType<typeof sql>) => platform.execute(query).then((rows) => [...rows])
  return {
    subscriptions:
      await read(sql`select s.status, v.number, p.key, s.ended_at is null as live, s.cancel_at_period_end
      from subscription s join plan_version v on v.id = s.plan_version_id join plan p on p.id = v.plan_id
      where s.workspace_id = ${workspaceId} order by s.ended_at is null, p.key`),
    balances: await read(sql`select used, held, hard_limit from quota_balance
      where workspace_id = ${workspaceId} order by period_start`),
    invoices:
      await read(sql`select kind, status, total_minor, amount_paid_minor, finalized_at is not null as final
      from invoice where workspace_id = ${workspaceId} order by kind, created_at`),
    lines: await read(sql`select kind, quantity, amount_minor, exact_amount from invoice_line
      where workspace_id = ${workspaceId} order by kind, amount_minor`),
    rated: await read(sql`select included_quantity, billed_quantity, exact_amount from rated_usage
      where workspace_id = ${workspaceId} order by billed_quantity`),
    movements: await read(
      sql`select kind, delta_minor from mrr_movement where workspace_id = ${workspaceId} order by at, kind`,
    ),
  }
}

describe('1: a webhook without a fresh, true signature is refused and nothing is written', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const body = (over: object = {}) =>
    JSON.stringify({
      id: `evt_${randomUUID()}`,
      object: 'event',
      type: 'invoice.paid',
      livemode: false,
      data: { object: { id: 'in_1', object: 'invoice' } },
      ...over,
    })
  const sign = (payload: string, timestamp = now(), secret = webhookSecret) =>
    money.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })

  it('answers bad, missing, old, future and wrong-mode events with an error', async () => {
    const count = () => money.dbs.platform.$count(stripeEvent)
    const before = await count()
    const good = body()
    const live = body({ livemode: true })
    for (const [payload, header] of [
      [good, undefined],
      [good, 'nonsense'],
      [good, sign(good, now(), 'whsec_other')],
      [good, sign(good, now() - 301)],
      [good, sign(good, now() + 330)],
      [`${good} `, sign(good)],
      [live, sign(live)],
    ] as const)
      await expect(receiveStripeEvent(money.services, payload, header)).rejects.toMatchObject({
        code: 'invalid_request',
      })
    expect(await count()).toBe(before)
    expect(await receiveStripeEvent(money.services, good, sign(good))).toEqual({ duplicate: false })
  })

  it('2: takes the same event once, however many deliveries arrive together', async () => {
    const payload = body()
    const id: string = JSON.parse(payload).id
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => receiveStripeEvent(money.services, payload, sign(payload))),
    )
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    const stored = await money.dbs.platform
      .select()
      .from(stripeEvent)
      .where(eq(stripeEvent.stripeEventId, id))
    expect(stored).toHaveLength(1)
    const [jobs] = await money.owner<{ queued: number }[]>`
      select count(*)::int as queued from graphile_worker._private_jobs
      where payload ->> 'stripeEventId' = ${stored[0]?.id ?? ''}`
    expect(jobs?.queued).toBe(1)
  })
})

describe('2: the effect of an event is one, however often it is applied', () => {
  it('applies five times at once and makes one subscription, one period and one movement', async () => {
    const ctx = await money.createWorkspace()
    await payUnapplied(ctx)
    const ids = await eventsOf(ctx)
    await Promise.all(
      [...ids, ...ids, ...ids].map((stripeEventId) => applyStripeEvent(money.services, { stripeEventId })),
    )
    const state = await stateOf(ctx)
    expect(state.subscriptions).toMatchObject([
      { key: 'free', live: false },
      { key: 'starter', live: true, status: 'active' },
    ])
    expect(state.movements).toMatchObject([{ kind: 'new' }])
    expect(state.balances).toHaveLength(2)
    expect(state.invoices).toMatchObject([{ kind: 'subscription_create', status: 'paid' }])
  })
})

describe('3: any order of events, with duplicates, ends in the same state', () => {
  it('applies a checkout and a renewal forwards, backwards and shuffled with repeats', async () => {
    const orders: ((ids: string[]) => string[])[] = [
      (ids) => ids,
      (ids) => [...ids].reverse(),
      (ids) => {
        const sorted = ids.map((id, at) => ({ id, key: (at * 7919) % 13 })).sort((a, b) => a.key - b.key)
        const shuffled = sorted.map(({ id }) => id)
        return [...shuffled, ...shuffled.slice(0, 4), ...[...shuffled].reverse()]
      },
    ]
    const states: unknown[] = []
    for (const order of orders) {
      const ctx = await money.createWorkspace()
      await payUnapplied(ctx)
      const apply = async (ids: string[]) => {
        const backlog: string[] = []
        for (const id of ids) {
          const [row] = await money.dbs.platform
            .select()
            .from(stripeEvent)
            .where(and(eq(stripeEvent.id, id), isNull(stripeEvent.handledAt)))
          if (row) backlog.push(id)
        }
        for (const id of order(backlog)) {
          // As a replay would: a handled event is applied in full once more.
          await money.dbs.platform.update(stripeEvent).set({ handledAt: null }).where(eq(stripeEvent.id, id))
          await applyStripeEvent(money.services, { stripeEventId: id })
        }
      }
      await apply(await eventsOf(ctx))
      await money.use(ctx, [50_100])
      await money.gatherUsage()
      await money.applyAll()
      await money.passPeriod(ctx, 2 * 3600, { apply: false })
      await apply(await eventsOf(ctx))
      await money.applyAll()
      states.push(await stateOf(ctx))
    }
    expect(states[0]).toMatchObject({
      rated: [{ billed_quantity: '100' }],
      invoices: [
        { kind: 'subscription_create' },
        { kind: 'subscription_cycle', total_minor: '2906', status: 'paid' },
      ],
    })
    expect(states[1]).toEqual(states[0])
    expect(states[2]).toEqual(states[0])
  })
})

describe('4: a crash between taking an event in and applying it is healed by replay', () => {
  it('writes nothing of a half-applied event, keeps why, and completes it when it is queued again', async () => {
    const ctx = await money.createWorkspace()
    await payUnapplied(ctx)
    const ids = await eventsOf(ctx)
    const before = await stateOf(ctx)
    const broken = {
      ...money.services,
      stripe: {
        ...money.services.stripe,
        fetchInvoice: () => Promise.reject(new StripeGatewayError('unavailable', 'connection reset')),
        listLiveSubscriptions: () =>
          Promise.reject(new StripeGatewayError('unavailable', 'connection reset')),
      },
    }
    const [first] = ids
    for (const stripeEventId of ids) await applyStripeEvent(broken, { stripeEventId }).catch(() => {})
    expect(await stateOf(ctx)).toEqual(before)
    const rows = await money.dbs.platform
      .select()
      .from(stripeEvent)
      .where(eq(stripeEvent.error, 'connection reset'))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((row) => row.handledAt === null)).toBe(true)

    expect(await replayStripeEvents(money.services, -1_000)).toBeGreaterThan(0)
    await money.applyAll()
    expect((await getSubscription(ctx)).plan.key).toBe('starter')
    const [healed] = await money.dbs.platform
      .select()
      .from(stripeEvent)
      .where(eq(stripeEvent.id, first ?? ''))
    expect(healed).toMatchObject({ error: null, handledAt: expect.any(Date) })
  })
})

describe('5: a workspace has at most one live subscription', () => {
  it('keeps the first of two checkouts that were both paid and gives the second back', async () => {
    const ctx = await money.createWorkspace()
    const first = await startCheckout(ctx, { planId: await money.planIdOf('starter') })
    const second = await startCheckout(ctx, { planId: await money.planIdOf('pro') })
    await money.pay(first.url)
    await money.pay(second.url)
    await money.applyAll()
    const live = (await money.stripe.subscriptions.list({ customer: await money.customerOf(ctx) })).data
    expect(live).toHaveLength(1)
    expect((await getSubscription(ctx)).plan.key).toBe('starter')
    expect((await stateOf(ctx)).subscriptions.filter((one) => one['live'])).toHaveLength(1)
    await expect(startCheckout(ctx, { planId: await money.planIdOf('pro') })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('is held by the database too', async () => {
    const ctx = await money.createWorkspace()
    const [live] = await money.dbs.platform
      .select()
      .from(tables.subscription)
      .where(eq(tables.subscription.workspaceId, ctx.workspaceId))
    if (!live) throw new Error('no subscription')
    await expect(
      money.dbs.platform.insert(tables.subscription).values({ ...live, id: 'sub_second' }),
    ).rejects.toThrow()
  })

  it('goes by the customer, not by another workspace’s id in the metadata', async () => {
    const victim = await money.createWorkspace()
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const [subscription] = (await money.stripe.subscriptions.list({ customer: await money.customerOf(ctx) }))
      .data
    await money.stripe.subscriptions.update(subscription?.id ?? '', {
      metadata: { workspace_id: victim.workspaceId },
    })
    await money.applyAll()
    expect((await getSubscription(victim)).plan.key).toBe('free')
    expect((await getSubscription(ctx)).plan.key).toBe('starter')
  })
})
