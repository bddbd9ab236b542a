import { Readable } from 'node:stream'
import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { toCsv } from '../core/csv.ts'
import { AssayError } from '../errors/index.ts'
import { type LedgerScope, scopeOf } from './read-ledger.ts'

export type CsvFile = { fileName: string; contentType: string; content: Readable }

const rowsAtOnce = 2_000
const header = [
  'at',
  'transaction',
  'workspace',
  'kind',
  'description',
  'source',
  'account',
  'currency',
  'debit_minor',
  'credit_minor',
]

type Row = {
  id: string
  place: number
  at: string
  workspace_id: string
  transaction_id: string
  kind: string
  description: string
  source_id: string
  account: string
  currency: string
  amount: string
}

/** Entries after a place in the order of posting; ids are ordered by when they were made. */
const pageAfter = (tx: Pick<Tx, 'execute'>, scope: LedgerScope, after: string) =>
  tx.execute<Row>(sql`
    select e.id, t.at, t.workspace_id, t.id as transaction_id, t.kind, t.description, t.source_id, a.kind as account,
      e.currency, trim_scale(e.amount)::text as amount
    from ledger_entry e
    join ledger_transaction t on t.id = e.transaction_id
    join ledger_account a on a.id = e.account_id
    where e.id > ${after} and ${scopeOf(scope)}
    order by e.id limit ${rowsAtOnce}`)

const cellsOf = (row: Row): string[] => [
  new Date(row.at).toISOString(),
  row.transaction_id,
  row.workspace_id,
  row.kind,
  row.description,
  row.source_id,
  row.account,
  row.currency,
  row.amount.startsWith('-') ? '' : row.amount,
  row.amount.startsWith('-') ? row.amount.slice(1) : '',
]

async function* lines(page: (after: string) => Promise<Iterable<Row>>): AsyncGenerator<string> {
  yield toCsv([header])
  for (let after = ''; ; ) {
    const rows = [...(await page(after))]
    if (rows.length > 0) yield toCsv(rows.map(cellsOf))
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsAtOnce) return
    after = last.id
  }
}

const file = (name: string, page: (after: string) => Promise<Iterable<Row>>): CsvFile => ({
  fileName: `${name}.csv`,
  contentType: 'text/csv; charset=utf-8',
  content: Readable.from(lines(page)),
})

/** A tenant's own ledger, read a part at a time. */
export const exportStatement = async (ctx: WorkspaceCtx): Promise<CsvFile> => {
  if (ctx.actor.type === 'api_key')
    throw new AssayError(
      'forbidden',
      'Statements are available only to people who are signed in, not to keys.',
    )
  await inWorkspace(ctx, 'viewer', (tx) =>
    writeAudit(tx, ctx, 'ledger.exported', { type: 'workspace', id: ctx.workspaceId }),
  )
  return file('statement', (after) =>
    inWorkspace(ctx, 'viewer', (tx) =>
      pageAfter(tx, { workspaceId: ctx.workspaceId, isStatement: true }, after),
    ),
  )
}

/** The journal of the house for its accounts: a line per entry, debit and credit in columns of their own. */
export const exportJournal = async (ctx: OperatorCtx): Promise<CsvFile> => {
  await ctx.dbs.platform.transaction((tx) =>
    writeAudit(tx, { actor: ctx.actor, workspaceId: null }, 'ledger.exported', {
      type: 'ledger',
      id: 'journal',
    }),
  )
  return file('journal', (after) => pageAfter(ctx.dbs.platform, { workspaceId: null }, after))
}
