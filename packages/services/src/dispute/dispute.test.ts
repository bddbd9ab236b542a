import { tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyStripeEvent } from '../billing/apply-event.ts'
import { startCheckout } from '../billing/checkout.ts'
import { type Money, startMoney, until } from '../billing/fixture.ts'
import { repairFromStripe } from '../billing/repair-from-stripe.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { atStripe, inLedger } from '../correction/fixture.ts'
import { getInvoiceAsOperator } from '../correction/reads.ts'
import { startTopUp } from '../credit/start-top-up.ts'
import { listLedger, listStatement } from '../ledger/read-ledger.ts'
import { reconcile } from '../reconciliation/reconcile.ts'
import { receivables } from '../revenue/receivables.ts'
import { revenueStreams } from '../revenue/streams.ts'
import { acceptDispute, submitDisputeEvidence } from './answer-dispute.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const disputedCard = '4000 0000 0000 0259'

const subscribeDisputed = async (ctx: WorkspaceCtx): Promise<void> => {
  const { url } = await startCheckout(ctx, { planId: await money.planIdOf('starter') })
  await money.pay(url, disputedCard)
}

const disputeOf = async ({ workspaceId }: WorkspaceCtx) => {
  const { dispute } = tables
  const [row] = await money.dbs.platform.select().from(dispute).where(eq(dispute.workspaceId, workspaceId))
  if (!row) throw new Error('no dispute')
  return row
}

const balances = async ({ workspaceId }: WorkspaceCtx): Promise<Record<string, string>> => {
  const rows = await money.dbs.sql.platform<{ kind: string; sum: string }[]>`
    select a.kind, trim_scale(sum(e.amount))::text as sum from ledger_entry e
    join ledger_account a on a.id = e.account_id where e.workspace_id = ${workspaceId}
    group by 1 having sum(e.amount) <> 0 order by 1`
  expect(rows.reduce((total, { sum }) => total + Number(sum), 0)).toBe(0)
  return Object.fromEntries(rows.map(({ kind, sum }) => [kind, sum]))
}

const atStripeOf = async (ctx: WorkspaceCtx) => {
  const [charge] = (await money.stripe.charges.list({ customer: await money.customerOf(ctx) })).data
  const [dispute] = (await money.stripe.disputes.list({ charge: charge?.id ?? '' })).data
  if (dispute === undefined) throw new Error('no dispute at Stripe')
  return dispute
}

let state = 4_711
const pick = (): number => {
  state = (state * 48_271) % 2_147_483_647
  return state
}

/** Applies what has come in, in an order of its own and each notice twice. */
const applyShuffled = async (): Promise<void> => {
  await until('webhooks delivered', async () => {
    const [row] = await money.owner<{ open: number }[]>`
      select count(*)::int as open from stripe_local.deliveries where state = 'pending'`
    return row?.open === 0
  })
  const { stripeEvent } = tables
  const rows = await money.dbs.platform
    .select({ id: stripeEvent.id })
    .from(stripeEvent)
    .where(sql`${stripeEvent.handledAt} is null`)
  const once = rows.map(({ id }) => ({ stripeEventId: id, key: pick() }))
  for (const { stripeEventId } of [...once, ...once.map((one) => ({ ...one, key: pick() }))].toSorted(
    (a, b) => a.key - b.key,
  )) {
    await money.dbs.platform
      .update(stripeEvent)
      .set({ handledAt: null })
      .where(eq(stripeEvent.id, stripeEventId))
    await applyStripeEvent(money.services, { stripeEventId })
  }
}

/** 29.00 came in, and Stripe kept 1.14 of it. */
const paid = { cash: '2786', expense_stripe_fees: '114', revenue_subscription: '-2900' }
const taken = { ...paid, cash: '-1614', expense_dispute_fees: '1500', revenue_disputed: '2900' }
const won = { ...paid, cash: '1286', expense_dispute_fees: '1500' }

describe('15: the ledger follows a disputed payment', () => {
  it('from its opening to its end, told in any order and twice, and the invoice stays paid', async () => {
    for (const [text, after] of [
      ['winning_evidence', won],
      ['losing_evidence', taken],
      ['winning_evidence', won],
    ] as const) {
      const ctx = await money.createWorkspace()
      await subscribeDisputed(ctx)
      if (after === taken) {
        await applyShuffled()
        expect(await balances(ctx)).toEqual(taken)
      }
      const { id } = await atStripeOf(ctx)
      await money.stripe.disputes.update(id, { evidence: { uncategorized_text: text } })
      await applyShuffled()
      expect(await balances(ctx)).toEqual(after)
      expect(await inLedger(money, ctx)).toEqual(await atStripe(money, ctx))
      const [invoice] = await money.dbs.platform
        .select()
        .from(tables.invoice)
        .where(eq(tables.invoice.workspaceId, ctx.workspaceId))
      expect(invoice?.status).toBe('paid')
      expect(await reconcile(money.services, { workspaceId: ctx.workspaceId })).toEqual([])
    }
  })

  it('is healed by the nightly look at Stripe where no notice came at all, and a second look finds nothing', async () => {
    const ctx = await money.createWorkspace()
    await subscribeDisputed(ctx)
    await money.applyAll()
    const { id } = await atStripeOf(ctx)
    await money.stripe.disputes.close(id)
    await money.dbs.platform
      .update(tables.stripeEvent)
      .set({ handledAt: new Date() })
      .where(sql`${tables.stripeEvent.handledAt} is null`)
    const mine = async () =>
      (await repairFromStripe(money.services)).filter(({ workspaceId }) => workspaceId === ctx.workspaceId)
    expect(await mine()).toMatchObject([{ differences: ['corrections'] }])
    expect((await disputeOf(ctx)).status).toBe('lost')
    expect(await mine()).toEqual([])
    expect(await balances(ctx)).toEqual(taken)
  })

  it('takes back what is left of credits whose top-up is disputed, and returns them when that is won', async () => {
    const ctx = await money.createWorkspace()
    const { url } = await startTopUp(ctx, { amountMinor: '2000' })
    await money.pay(url, disputedCard)
    await applyShuffled()
    const remaining = async (): Promise<number> => {
      const { creditGrant } = tables
      const [row] = await money.dbs.platform
        .select()
        .from(creditGrant)
        .where(eq(creditGrant.workspaceId, ctx.workspaceId))
      return Number(row?.remaining)
    }
    expect(await remaining()).toBe(0)
    expect(await balances(ctx)).toMatchObject({ expense_dispute_fees: '1500' })
    expect(await balances(ctx)).not.toHaveProperty('wallet')
    const { id } = await atStripeOf(ctx)
    await money.stripe.disputes.update(id, { evidence: { uncategorized_text: 'winning_evidence' } })
    await applyShuffled()
    expect(await remaining()).toBe(2_000)
    expect(await balances(ctx)).toMatchObject({ wallet: '-2000' })
    expect((await inLedger(money, ctx)).cash).toBe((await atStripe(money, ctx)).cash)
  })
})

describe('a dispute before the operator', () => {
  it('is written of to operators once, with the day by which it is to be answered', async () => {
    const ctx = await money.createWorkspace()
    await money.owner`update "user" set is_operator = true where id = ${ctx.actor.id}`
    const mails = async () =>
      await money.owner<{ subject: string; text: string }[]>`
        select payload ->> 'subject' as subject, payload ->> 'text' as text from graphile_worker._private_jobs
        where payload ->> 'to' = ${`${ctx.actor.id}@example.com`}`
    await subscribeDisputed(ctx)
    await money.applyAll()
    await applyShuffled()
    const told = await mails()
    expect(told).toHaveLength(1)
    expect(told[0]?.subject).toBe('A payment of USD 29.00 is disputed')
    expect(told[0]?.text).toMatch(/Evidence is due by .*20\d\d/)
    expect(told[0]?.text).toContain((await disputeOf(ctx)).stripeDisputeId)
  })

  it('is answered once, by evidence or by accepting it, and counted where money is counted', async () => {
    const op = money.operator()
    const [answered, accepted] = [await money.createWorkspace(), await money.createWorkspace()]
    for (const ctx of [answered, accepted]) await subscribeDisputed(ctx)
    await money.applyAll()
    const before = (await receivables(op)).currencies.find(({ currency }) => currency === 'usd')?.disputes
    const first = { disputeId: (await disputeOf(answered)).id }
    const second = { disputeId: (await disputeOf(accepted)).id }
    await submitDisputeEvidence(op, { ...first, text: 'winning_evidence' })
    await acceptDispute(op, second)
    for (const again of [
      () => acceptDispute(op, first),
      () => submitDisputeEvidence(op, { ...second, text: 'Once more' }),
    ])
      await expect(again()).rejects.toMatchObject({ code: 'conflict' })
    expect([(await disputeOf(answered)).status, (await disputeOf(accepted)).status]).toEqual(['won', 'lost'])
    const { disputes } = await getInvoiceAsOperator(op, {
      invoiceId: (await disputeOf(accepted)).invoiceId ?? '',
    })
    expect(disputes).toMatchObject([
      { status: 'lost', reason: 'fraudulent', amountMinor: '2900', feeMinor: '1500', answerable: false },
    ])
    const after = (await receivables(op)).currencies.find(({ currency }) => currency === 'usd')?.disputes
    expect(after?.open.count).toBe((before?.open.count ?? 0) - 2)
    expect(after?.won.count).toBe((before?.won.count ?? 0) + 1)
    expect(after?.lost.amountMinor).toBe(String(Number(before?.lost.amountMinor) + 2_900))

    const [usd] = (await revenueStreams(op)).currencies
    const sum = (of: (month: NonNullable<typeof usd>['months'][number]) => string): number =>
      (usd?.months ?? []).reduce((total, month) => total + Number(of(month)), 0)
    const [books] = await money.dbs.sql.platform<{ disputed: string; fees: string; net: string }[]>`
      select sum(e.amount) filter (where a.kind = 'revenue_disputed')::text as disputed,
        sum(e.amount) filter (where a.kind = 'expense_dispute_fees')::text as fees,
        (-sum(e.amount) filter (where a.kind like 'revenue%'))::text as net
      from ledger_entry e join ledger_account a on a.id = e.account_id where e.currency = 'usd'`
    expect(sum(({ deductions }) => deductions.disputes)).toBe(Number(books?.disputed))
    expect(sum(({ disputeFeesMinor }) => disputeFeesMinor)).toBe(Number(books?.fees))
    expect(sum(({ netMinor }) => netMinor)).toBe(Number(books?.net))

    const all = { offset: 0, limit: 100 }
    const kinds = (items: { kind: string }[]) => items.map(({ kind }) => kind)
    const journal = await listLedger(op, { ...all, workspaceId: accepted.workspaceId })
    expect(kinds(journal.items)).toEqual(expect.arrayContaining(['dispute_withdrawn', 'dispute_fee']))
    const statement = kinds((await listStatement(accepted, all)).items)
    expect(statement).toContain('dispute_withdrawn')
    expect(statement).not.toContain('dispute_fee')
  })
})
