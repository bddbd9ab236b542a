import { text } from 'node:stream/consumers'
import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Money, startMoney } from '../billing/fixture.ts'
import type { WorkspaceCtx } from '../core/context.ts'
import { backfillLedger } from './backfill.ts'
import { exportStatement } from './export-journal.ts'
import { postInvoice } from './post-invoice.ts'
import { listLedger, listStatement } from './read-ledger.ts'

let money: Money
beforeAll(async () => {
  money = await startMoney()
})
afterAll(() => money?.close())

const balances = async ({ workspaceId }: { workspaceId: string }): Promise<Record<string, string>> => {
  const rows = await money.dbs.sql.platform<{ kind: string; sum: string }[]>`
    select a.kind, trim_scale(sum(e.amount))::text as sum from ledger_entry e
    join ledger_account a on a.id = e.account_id where e.workspace_id = ${workspaceId}
    group by 1 having sum(e.amount) <> 0 order by 1`
  return Object.fromEntries(rows.map(({ kind, sum }) => [kind, sum]))
}

const transactions = ({ workspaceId }: { workspaceId: string }): Promise<number> =>
  money.dbs.platform.$count(tables.ledgerTransaction, eq(tables.ledgerTransaction.workspaceId, workspaceId))

const addInvoice = async (
  ctx: WorkspaceCtx,
  over: Partial<typeof tables.invoice.$inferInsert> = {},
): Promise<string> => {
  const id = newId('in')
  const at = new Date()
  await money.dbs.platform.insert(tables.invoice).values({
    id,
    workspaceId: ctx.workspaceId,
    stripeInvoiceId: `in_${id}`,
    status: 'open',
    kind: 'manual',
    currency: 'usd',
    totalMinor: 1_000n,
    amountPaidMinor: 0n,
    amountDueMinor: 1_000n,
    periodStart: at,
    periodEnd: at,
    finalizedAt: at,
    ...over,
  })
  return id
}

const post = (id: string) => money.dbs.platform.transaction((tx) => postInvoice(tx, id, new Date()))

const change = async (id: string, to: Partial<typeof tables.invoice.$inferInsert>): Promise<void> => {
  await money.dbs.platform.update(tables.invoice).set(to).where(eq(tables.invoice.id, id))
  await post(id)
}

describe('15: the ledger follows every movement of an invoice', () => {
  it('posts a subscription’s invoice and its payment with the webhooks, once however often they are told', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await money.use(ctx, [60_000])
    await money.gatherUsage()
    await money.applyAll()
    await money.passPeriod(ctx, 2 * 3_600)
    const [{ usage = 0n } = {}] = await money.dbs.sql.platform<{ usage: bigint }[]>`
      select sum(amount_minor)::bigint as usage from invoice_line
      where workspace_id = ${ctx.workspaceId} and kind = 'usage'`
    expect(Number(usage)).toBe(600)
    expect(await balances(ctx)).toEqual({
      cash: '6154',
      expense_stripe_fees: '246',
      revenue_subscription: '-5800',
      revenue_usage: '-600',
    })
    const before = await transactions(ctx)
    const invoices = await money.dbs.platform
      .select({ id: tables.invoice.id })
      .from(tables.invoice)
      .where(eq(tables.invoice.workspaceId, ctx.workspaceId))
    await Promise.all(invoices.flatMap(({ id }) => [post(id), post(id), post(id)]))
    expect(await backfillLedger(money.services)).toBe(0)
    expect(await transactions(ctx)).toBe(before)
  })

  it('shows a tenant its own statement without what Stripe takes from the house', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    const all = { offset: 0, limit: 100 }
    const journal = await listLedger(money.operator(), { ...all, workspaceId: ctx.workspaceId })
    const statement = await listStatement(ctx, all)
    expect(journal.items.map(({ kind }) => kind)).toContain('stripe_fee')
    expect(statement.items).toHaveLength(journal.items.length - 1)
    expect(statement.total).toBe(statement.items.length)
    const file = await text((await exportStatement(ctx)).content)
    expect(file).toContain('invoice_paid')
    expect(JSON.stringify(statement) + file).not.toContain('stripe_fee')
  })

  it('voids, writes off, and takes a write-off back where the money comes after all', async () => {
    const ctx = await money.createWorkspace()
    const voided = await addInvoice(ctx)
    await post(voided)
    expect(await balances(ctx)).toEqual({ receivable: '1000', revenue_other: '-1000' })
    await change(voided, { status: 'void' })
    expect(await balances(ctx)).toEqual({ revenue_other: '-1000', revenue_voided: '1000' })

    const late = await money.createWorkspace()
    const lost = await addInvoice(late, { amountPaidMinor: 200n, status: 'uncollectible' })
    await post(lost)
    expect(await balances(late)).toEqual({ cash: '200', expense_bad_debt: '800', revenue_other: '-1000' })
    await change(lost, { status: 'paid', amountPaidMinor: 1_000n, paidAt: new Date() })
    expect(await balances(late)).toEqual({ cash: '1000', revenue_other: '-1000' })
  })

  it('back-fills invoices from before there was a ledger, and a second run finds nothing to do', async () => {
    const ctx = await money.createWorkspace()
    await addInvoice(ctx, { status: 'paid', amountPaidMinor: 1_000n, paidAt: new Date() })
    await addInvoice(ctx, { finalizedAt: null, status: 'draft' })
    expect(await backfillLedger(money.services)).toBe(1)
    expect(await balances(ctx)).toEqual({ cash: '1000', revenue_other: '-1000' })
    expect(await backfillLedger(money.services)).toBe(0)
  })

  it('commits with its cause or not at all', async () => {
    const ctx = await money.createWorkspace()
    const id = await addInvoice(ctx)
    const failing = money.dbs.platform.transaction(async (tx) => {
      await postInvoice(tx, id, new Date())
      throw new Error('killed')
    })
    await expect(failing).rejects.toThrow('killed')
    expect(await transactions(ctx)).toBe(0)
    await backfillLedger(money.services)
    expect(await transactions(ctx)).toBe(1)
  })
})
