import type { Money } from '../billing/fixture.ts'
import type { WorkspaceCtx } from '../core/context.ts'

/** Debits above zero, credits below, in whole minor units. */
export type Sums = { cash: bigint; receivable: bigint; tax: bigint; revenue: bigint }

/** What the ledger says of a workspace. */
export const inLedger = async (money: Money, { workspaceId }: WorkspaceCtx): Promise<Sums> => {
  const rows = await money.dbs.sql.platform<{ kind: string; sum: string }[]>`
    select a.kind, trim_scale(sum(e.amount))::text as sum from ledger_entry e
    join ledger_account a on a.id = e.account_id where e.workspace_id = ${workspaceId} group by 1`
  const of = (is: (kind: string) => boolean): bigint =>
    rows.filter(({ kind }) => is(kind)).reduce((sum, row) => sum + BigInt(row.sum), 0n)
  return {
    cash: of((kind) => kind === 'cash'),
    receivable: of((kind) => kind === 'receivable'),
    tax: of((kind) => kind === 'tax_payable'),
    revenue: of((kind) => kind.startsWith('revenue')),
  }
}

/** The same four figures from Stripe's own objects: no table of ours is asked. */
export const atStripe = async (money: Money, ctx: WorkspaceCtx): Promise<Sums> => {
  const { stripe } = money
  const customer = await money.customerOf(ctx)
  const found = await stripe.customers.retrieve(customer)
  if (found.deleted) throw new Error('no customer')
  const list = { customer, limit: 100 }
  let cash = 0
  let unexplained = 0
  let disputed = 0
  for (const charge of (await stripe.charges.list(list)).data) {
    const refunds = (await stripe.refunds.list({ charge: charge.id, limit: 100 })).data
    for (const one of [charge, ...refunds])
      if (typeof one.balance_transaction === 'string')
        cash += (await stripe.balanceTransactions.retrieve(one.balance_transaction)).net
    for (const dispute of (await stripe.disputes.list({ charge: charge.id, limit: 100 })).data)
      for (const moved of dispute.balance_transactions) {
        cash += moved.net
        disputed -= moved.amount
      }
    unexplained += refunds.reduce((sum, { amount }) => sum + amount, 0)
  }
  let tax = 0
  let revenue = 0
  let receivable = found.balance
  for (const one of (await stripe.invoices.list(list)).data) {
    if (one.status === 'draft') continue
    if (one.status === 'open') receivable += one.amount_remaining
    if (one.status === 'void') continue
    const taxed = (one.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0)
    tax -= taxed
    revenue -= one.total - taxed
    for (const note of (await stripe.creditNotes.list({ invoice: one.id ?? '', limit: 100 })).data) {
      if (note.status === 'void') continue
      const noted = (note.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0)
      tax += noted
      revenue += note.total - noted
      unexplained -= note.refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0)
    }
  }
  return {
    cash: BigInt(cash),
    receivable: BigInt(receivable),
    tax: BigInt(tax),
    revenue: BigInt(revenue + unexplained + disputed),
  }
}
