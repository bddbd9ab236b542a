import { tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceCtx } from '../core/context.ts'
import { correctInvoice } from '../correction/correct-invoice.ts'
import { atStripe, inLedger } from '../correction/fixture.ts'
import { AssayError } from '../errors/index.ts'
import { reconcile } from '../reconciliation/reconcile.ts'
import { applyStripeEvent } from './apply-event.ts'
import { cancelSubscription, changePlan, resumeSubscription } from './change-plan.ts'
import { type Money, startMoney } from './fixture.ts'
import { receiveStripeEvent } from './receive-event.ts'
import { repairFromStripe } from './repair-from-stripe.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const fault = async (faults: object): Promise<void> => {
  await fetch(`${money.services.stripe.localUrl}/_faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })
}
const quiet = { dropAnswers: 0, serverErrors: 0, rateLimits: 0, webhookDuplicates: 0, webhookReorder: false }

type Step =
  | { act: 'use'; quantity: number }
  | { act: 'month' | 'cancel' | 'resume' | 'gather' | 'forge' }
  | { act: 'plan'; to: 'starter' | 'pro' }
  | { act: 'credit'; part: number; to: 'refund' | 'balance' }
  | { act: 'fault'; faults: object }

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('use' as const), quantity: fc.integer({ min: 1, max: 90_000 }) }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('month' as const, 'gather' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constantFrom('cancel' as const, 'resume' as const, 'forge' as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('plan' as const),
      to: fc.constantFrom('starter' as const, 'pro' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('credit' as const),
      part: fc.integer({ min: 1, max: 100 }),
      to: fc.constantFrom('refund' as const, 'balance' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('fault' as const),
      faults: fc.constantFrom({ dropAnswers: 1 }, { serverErrors: 1 }, { rateLimits: 1 }),
    }),
  },
)

/** What a person, or the network, may refuse; whatever else goes wrong is a bug. */
const mayFail = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    const expected = error instanceof AssayError || (error as { name?: string }).name === 'StripeGatewayError'
    if (!expected) throw error
  }
}

const creditSome = async (ctx: WorkspaceCtx, part: number, to: 'refund' | 'balance'): Promise<void> => {
  const [row] = await money.dbs.platform
    .select()
    .from(tables.invoice)
    .where(eq(tables.invoice.workspaceId, ctx.workspaceId))
    .orderBy(sql`amount_paid_minor - given_back_minor desc`)
    .limit(1)
  const left = row ? row.amountPaidMinor - row.givenBackMinor : 0n
  const amountMinor = (left * BigInt(part)) / 100n
  if (row?.status !== 'paid' || amountMinor === 0n) return
  await correctInvoice(money.operator(), {
    invoiceId: row.id,
    amountMinor: amountMinor.toString(),
    to,
    reason: null,
    memo: '',
    reference: crypto.randomUUID(),
  })
}

/** Whatever was received, in an order that is not Stripe's, and some of it twice. */
const applySome = async (): Promise<void> => {
  const { stripeEvent } = tables
  const rows = await money.dbs.platform
    .select({ id: stripeEvent.id })
    .from(stripeEvent)
    .where(sql`${stripeEvent.handledAt} is null`)
    .orderBy(sql`md5(${stripeEvent.id})`)
  for (const { id } of [...rows, ...rows.slice(0, 2)])
    await mayFail(() => applyStripeEvent(money.services, { stripeEventId: id }))
}

const perform = async (ctx: WorkspaceCtx, one: Step): Promise<void> => {
  if (one.act === 'fault') return fault(one.faults)
  if (one.act === 'use') await money.use(ctx, [one.quantity])
  if (one.act === 'gather') await mayFail(() => money.gatherUsage())
  if (one.act === 'month') await mayFail(() => money.passPeriod(ctx, 2 * 3_600, { apply: false }))
  if (one.act === 'plan') {
    const planId = await money.planIdOf(one.to)
    await mayFail(() => changePlan(ctx, { planId }))
  }
  if (one.act === 'cancel') await mayFail(() => cancelSubscription(ctx))
  if (one.act === 'resume') await mayFail(() => resumeSubscription(ctx))
  if (one.act === 'credit') await mayFail(() => creditSome(ctx, one.part, one.to))
  if (one.act === 'forge')
    await expect(
      receiveStripeEvent(money.services, '{"id":"evt_forged","type":"invoice.paid"}', 't=1,v1=00'),
    ).rejects.toMatchObject({ code: 'invalid_request' })
  await applySome()
}

describe('any sequence of plan changes, usage and months, with a network that fails', () => {
  it('ends with a ledger that is Stripe’s objects to the unit, every event on one line, and nothing unexplained', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 9 }), async (steps) => {
        const ctx = await money.createWorkspace()
        await money.subscribe(ctx, 'starter')
        await fault({ webhookDuplicates: 1, webhookReorder: true })
        for (const one of steps) await perform(ctx, one)
        await fault(quiet)
        await money.gatherUsage()
        await money.applyAll()
        await repairFromStripe(money.services)
        expect(await inLedger(money, ctx)).toEqual(await atStripe(money, ctx))
        expect(await reconcile(money.services, { workspaceId: ctx.workspaceId })).toEqual([])
        const again = await repairFromStripe(money.services)
        expect(again.filter(({ workspaceId }) => workspaceId === ctx.workspaceId)).toEqual([])
      }),
      { numRuns: 3, seed: 25, endOnFailure: true },
    )
  })
})
