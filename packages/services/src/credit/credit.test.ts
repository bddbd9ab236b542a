import { newId, tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { explainRefusal } from '../spend/explain-refusal.ts'
import { setSpendCap } from '../spend/index.ts'
import { openTestServices } from '../testing/fixture.ts'
import { openMemoryStore } from '../testing/memory-store.ts'
import { putOnPlan } from '../testing/put-on-plan.ts'
import { recordPredictions, recordTrainingSeconds } from '../usage/index.ts'
import {
  consumeCredits,
  expireCredits,
  getWallet,
  grantCredits,
  listConsumptions,
  listCreditGrants,
} from './index.ts'

let kit: Awaited<ReturnType<typeof openTestServices>>
let operator: OperatorCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  operator = { ...kit.services, actor: { type: 'system', id: null }, isOperator: true }
})
afterAll(() => kit?.close())

const use = async (ctx: WorkspaceCtx, quantities: number[]): Promise<number> => {
  const refusals = await recordPredictions(
    kit.services,
    { workspaceId: ctx.workspaceId, deploymentId: 'dep_credit', modelVersionId: 'mdv_credit' },
    quantities.map((quantity) => ({
      requestId: newId('req'),
      quantity,
      apiKeyId: null,
      idempotencyKey: null,
      endUserId: null,
      response: null,
    })),
  )
  return quantities.reduce((sum, quantity, at) => sum + (refusals[at] === null ? quantity : 0), 0)
}

/** A workspace that pays half a cent a prediction beforehand. */
const prepaid = async (): Promise<WorkspaceCtx> => {
  const ctx = await kit.addWorkspace()
  await putOnPlan(ctx, { overagePer1000Minor: '500', prepaid: true })
  return ctx
}

const grant = (
  ctx: WorkspaceCtx,
  amountMinor: number,
  over: Partial<Parameters<typeof grantCredits>[1]> = {},
) =>
  grantCredits(operator, {
    workspaceId: ctx.workspaceId,
    amountMinor: String(amountMinor),
    source: 'operator',
    ...over,
  })

const accounts = async ({ workspaceId }: WorkspaceCtx): Promise<Record<string, string>> => {
  const rows = await kit.services.dbs.sql.platform<{ kind: string; sum: string }[]>`
    select a.kind, trim_scale(sum(e.amount))::text as sum from ledger_entry e
    join ledger_account a on a.id = e.account_id where e.workspace_id = ${workspaceId}
    group by 1 having sum(e.amount) <> 0 order by 1`
  return Object.fromEntries(rows.map(({ kind, sum }) => [kind, sum]))
}

describe('15: no negative wallet', () => {
  test('admits exactly what the credits buy, under 48 callers while they are being taken', async () => {
    const ctx = await prepaid()
    expect(await use(ctx, [1])).toBe(0)
    await grant(ctx, 100)
    const answers = await Promise.all([
      ...Array.from({ length: 48 }, () => use(ctx, [3, 1, 2])),
      consumeCredits(kit.services, { workspaceId: ctx.workspaceId }).then(() => 0),
      consumeCredits(kit.services, { workspaceId: ctx.workspaceId }).then(() => 0),
    ])
    expect(answers.reduce((sum, one) => sum + one, 0)).toBe(200)
    expect(await explainRefusal(kit.services, { workspaceId: ctx.workspaceId, quantity: 1 })).toMatchObject({
      code: 'credits_exhausted',
    })
    expect((await getWallet(ctx)).left).toBe('0')
    await consumeCredits(kit.services, { workspaceId: ctx.workspaceId })
    expect((await getWallet(ctx)).left).toBe('0')
    expect(await accounts(ctx)).toEqual({ expense_promotions: '100', revenue_usage: '-100' })
    await grant(ctx, 1)
    expect(await use(ctx, [1, 1, 1])).toBe(2)
  })

  test('work whose cost shows at its end may pass the wallet: it is owed, and the next credits pay it first', async () => {
    const ctx = await kit.addWorkspace()
    await putOnPlan(ctx, {
      overagePer1000Minor: '1000',
      prepaid: true,
      prices: {
        training_seconds: {
          included: 0,
          mode: 'graduated',
          tiers: [{ upTo: null, unitMinor: '2' }],
          minimumMinor: '0',
        },
      },
    })
    await grant(ctx, 10)
    await kit.services.dbs.platform.transaction((tx) =>
      recordTrainingSeconds(tx, {
        workspaceId: ctx.workspaceId,
        jobId: 'job_long',
        seconds: 8,
        now: ctx.now(),
      }),
    )
    expect(await use(ctx, [1])).toBe(0)
    await consumeCredits(kit.services, { workspaceId: ctx.workspaceId })
    expect((await getWallet(ctx)).left).toBe('-6')
    expect(await accounts(ctx)).toMatchObject({ receivable: '6' })
    await grant(ctx, 10)
    expect((await getWallet(ctx)).left).toBe('4')
    expect(await use(ctx, [4, 1])).toBe(4)
    expect(await accounts(ctx)).not.toHaveProperty('receivable')
  })

  test('a spend cap holds on a prepaid plan too', async () => {
    const ctx = await prepaid()
    await grant(ctx, 100)
    await setSpendCap(ctx, { limitMinor: '10' })
    expect(await use(ctx, Array(30).fill(1))).toBe(20)
    expect(await explainRefusal(kit.services, { workspaceId: ctx.workspaceId, quantity: 1 })).toMatchObject({
      code: 'spend_cap_reached',
    })
  })
})

describe('usage is taken from credits exactly once', () => {
  test('by priority, then by expiry, then by age, and can be followed from the grant to the calls', async () => {
    const ctx = await prepaid()
    const day = 86_400_000
    const soon = new Date(kit.services.now().getTime() + day)
    const later = new Date(kit.services.now().getTime() + 9 * day)
    const last = await grant(ctx, 10, { priority: 90 })
    const third = await grant(ctx, 10, { priority: 10 })
    const second = await grant(ctx, 10, { priority: 10, expiresAt: later })
    const first = await grant(ctx, 10, { priority: 10, expiresAt: soon })
    await use(ctx, [50])
    await Promise.all([1, 2, 3].map(() => consumeCredits(kit.services, { workspaceId: ctx.workspaceId })))
    const { items } = await listCreditGrants(ctx, {})
    const left = Object.fromEntries(items.map(({ id, remaining }) => [id, remaining]))
    expect(left).toEqual({ [first.id]: '0', [second.id]: '0', [third.id]: '5', [last.id]: '10' })

    const taken = await listConsumptions(ctx, { grantId: second.id })
    expect(taken).toMatchObject({ total: 1, items: [{ amount: '10', quantity: 50, meter: 'predictions' }] })
    const events = await kit.services.dbs.platform
      .select({ quantity: tables.usageEvent.quantity })
      .from(tables.usageEvent)
      .where(eq(tables.usageEvent.outboxId, taken.items[0]?.chargeId ?? ''))
    expect(events).toEqual([{ quantity: 50 }])
  })

  test('4: a crash between charge and ledger leaves nothing, and the next run takes it', async () => {
    const ctx = await prepaid()
    await grant(ctx, 100)
    await use(ctx, [10])
    const broken = {
      dbs: kit.services.dbs,
      now: () => {
        throw new Error('killed')
      },
    }
    await expect(consumeCredits(broken, { workspaceId: ctx.workspaceId })).rejects.toThrow('killed')
    expect(
      await kit.services.dbs.platform.$count(
        tables.usageCharge,
        eq(tables.usageCharge.workspaceId, ctx.workspaceId),
      ),
    ).toBe(0)
    await consumeCredits(kit.services, { workspaceId: ctx.workspaceId })
    const charges = await kit.services.dbs.platform
      .select({ quantity: tables.usageCharge.quantity, state: tables.usageCharge.state })
      .from(tables.usageCharge)
      .where(eq(tables.usageCharge.workspaceId, ctx.workspaceId))
      .orderBy(asc(tables.usageCharge.id))
    expect(charges).toEqual([{ quantity: 10, state: 'sent' }])
  })
})

test('what expires is taken back once, after the usage that was admitted before', async () => {
  const ctx = await prepaid()
  await grant(ctx, 100, {
    source: 'promotion',
    expiresAt: new Date(kit.services.now().getTime() + 3_600_000),
  })
  await use(ctx, [60])
  kit.passTime(2 * 3_600_000)
  try {
    const expired = await Promise.all([expireCredits(kit.services), expireCredits(kit.services)])
    expect(expired.reduce((sum, one) => sum + one, 0)).toBe(1)
    expect((await getWallet(ctx)).left).toBe('0')
    expect(await use(ctx, [1])).toBe(0)
    // Thirty were used; the promotion cost no more than that.
    expect(await accounts(ctx)).toEqual({ expense_promotions: '30', revenue_usage: '-30' })
  } finally {
    kit.passTime(-2 * 3_600_000)
  }
})

test('an operator names a tenant that exists and a moment to come', async () => {
  const ctx = await prepaid()
  await expect(
    grantCredits(operator, { workspaceId: newId('ws'), amountMinor: '5', source: 'operator' }),
  ).rejects.toMatchObject({ code: 'not_found' })
  await expect(grant(ctx, 5, { expiresAt: new Date(0) })).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'expiresAt',
  })
})
