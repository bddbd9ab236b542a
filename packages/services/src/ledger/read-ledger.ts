import type { LedgerAccountKind, LedgerTransactionKind, Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { LedgerBalance, LedgerTransactionView, OperatorLedgerTransaction } from '../views.ts'

type Row = {
  id: string
  workspace_id: string
  workspace_name: string
  kind: LedgerTransactionKind
  description: string
  source_id: string
  at: string
  entries: { account: LedgerAccountKind; currency: string; amount: string }[]
}

const present = (row: Row): LedgerTransactionView => ({
  id: row.id,
  kind: row.kind,
  description: row.description,
  sourceId: row.source_id,
  at: new Date(row.at),
  entries: row.entries,
})

/** Whose transactions: the house's, of one tenant or all, or a tenant's own without what the house alone pays. */
export type LedgerScope = { workspaceId: string | null; isStatement?: boolean }

/** Stripe's fees are the house's expense: no tenant owes or sees them. */
export const scopeOf = ({ workspaceId, isStatement = false }: LedgerScope) => sql`
  (${workspaceId}::text is null or t.workspace_id = ${workspaceId})
  and (not ${isStatement}::boolean or t.kind not in ('stripe_fee', 'dispute_fee'))`

/** Transactions with their entries, the newest first. */
const select = (scope: LedgerScope, offset: number, limit: number) => sql`
  select t.id, t.workspace_id, w.name as workspace_name, t.kind, t.description, t.source_id, t.at, (
    select json_agg(json_build_object('account', a.kind, 'currency', e.currency,
      'amount', trim_scale(e.amount)::text) order by e.place)
    from ledger_entry e join ledger_account a on a.id = e.account_id where e.transaction_id = t.id) as entries
  from ledger_transaction t join workspace w on w.id = t.workspace_id
  where ${scopeOf(scope)}
  order by t.at desc, t.id desc limit ${limit} offset ${offset}`

const count = async (tx: Pick<Tx, 'execute'>, scope: LedgerScope): Promise<number> => {
  const [row] = await tx.execute<{ total: number }>(sql`
    select count(*)::float8 as total from ledger_transaction t where ${scopeOf(scope)}`)
  return row?.total ?? 0
}

/** A tenant's own statement: every movement of its money with its cause. */
export const listStatement = (
  ctx: WorkspaceCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<LedgerTransactionView>> => {
  const { offset, limit } = pageInput.parse(input)
  const scope = { workspaceId: ctx.workspaceId, isStatement: true }
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await tx.execute<Row>(select(scope, offset, limit))
    return { items: rows.map(present), total: await count(tx, scope) }
  })
}

export const listLedgerInput = pageInput.extend({ workspaceId: z.string().max(64).optional() })

/** The house's journal, over all tenants or of one. */
export const listLedger = async (
  ctx: OperatorCtx,
  input: z.input<typeof listLedgerInput>,
): Promise<Page<OperatorLedgerTransaction>> => {
  const { offset, limit, workspaceId = null } = listLedgerInput.parse(input)
  const { platform } = ctx.dbs
  const rows = await platform.execute<Row>(select({ workspaceId }, offset, limit))
  const items = rows.map((row) => ({
    ...present(row),
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
  }))
  return { items, total: await count(platform, { workspaceId }) }
}

/** What each account holds, by currency; the sum of a currency is zero. */
export const ledgerBalances = async (ctx: OperatorCtx): Promise<LedgerBalance[]> => {
  const rows = await ctx.dbs.platform.execute<{
    account: LedgerAccountKind
    currency: string
    amount: string
  }>(
    sql`select a.kind as account, e.currency, trim_scale(sum(e.amount))::text as amount
      from ledger_entry e join ledger_account a on a.id = e.account_id group by 1, 2 order by 2, 1`,
  )
  return [...rows]
}
