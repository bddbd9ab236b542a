import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { postInvoice } from './post-invoice.ts'

const atOnce = 500

/**
 * Posts the finalised invoices that the ledger does not know: those from before there was one. Resolves to how many
 * there were; run again it posts nothing.
 */
export const backfillLedger = async (services: Pick<Services, 'dbs' | 'now'>): Promise<number> => {
  const { platform } = services.dbs
  let after = ''
  let posted = 0
  for (;;) {
    const rows = await platform.execute<{ id: string }>(sql`
      select i.id from invoice i where i.finalized_at is not null and i.id > ${after}
        and not exists (select from ledger_transaction t where t.source_id = i.id)
      order by i.id limit ${atOnce}`)
    for (const { id } of rows) await platform.transaction((tx) => postInvoice(tx, id, services.now()))
    posted += rows.length
    const last = rows.at(-1)
    if (last === undefined || rows.length < atOnce) return posted
    after = last.id
  }
}
