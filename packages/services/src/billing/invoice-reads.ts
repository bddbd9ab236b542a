import { type Tx, tables } from '@assay/db'
import { asc, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { InvoiceDetail, InvoiceLineView, InvoiceView, UsageEventView } from '../views.ts'
import { trimDecimal } from './plan-rows.ts'
import { presentUsageCall, selectUsageCalls } from './usage-reads.ts'

/** What is still to be paid; a paid or voided invoice owes nothing. */
const outstanding = (row: typeof tables.invoice.$inferSelect): bigint =>
  row.status === 'open' || row.status === 'uncollectible' || row.status === 'draft'
    ? row.amountDueMinor - row.amountPaidMinor
    : 0n

export const presentInvoice = (row: typeof tables.invoice.$inferSelect): InvoiceView => ({
  id: row.id,
  number: row.number,
  status: row.status,
  kind: row.kind,
  currency: row.currency,
  totalMinor: row.totalMinor.toString(),
  amountPaidMinor: row.amountPaidMinor.toString(),
  amountDueMinor: outstanding(row).toString(),
  taxMinor: row.taxMinor.toString(),
  creditedMinor: (row.forgivenMinor + row.givenBackMinor).toString(),
  periodStart: row.periodStart,
  periodEnd: row.periodEnd,
  createdAt: row.createdAt,
  hostedUrl: row.hostedUrl,
})

/** The newest first. */
export const listInvoices = (
  ctx: WorkspaceCtx,
  input: z.input<typeof pageInput>,
): Promise<Page<InvoiceView>> => {
  const { offset, limit } = pageInput.parse(input)
  const { invoice } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const rows = await tx
      .select()
      .from(invoice)
      .orderBy(desc(invoice.createdAt), desc(invoice.id))
      .limit(limit)
      .offset(offset)
    return { items: rows.map(presentInvoice), total: await tx.$count(invoice) }
  })
}

export const invoiceIdInput = z.strictObject({ id: z.string().max(64) })

export const getInvoice = (
  ctx: WorkspaceCtx,
  input: z.input<typeof invoiceIdInput>,
): Promise<InvoiceDetail> => {
  const { id } = invoiceIdInput.parse(input)
  const { invoice } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [found] = await tx.select().from(invoice).where(eq(invoice.id, id))
    if (!found) throw new NotFound('invoice', id)
    return invoiceDetail(tx, found)
  })
}

/** An invoice with its lines, for whoever may see it. */
export const invoiceDetail = async (
  tx: Pick<Tx, 'select'>,
  row: typeof tables.invoice.$inferSelect,
): Promise<InvoiceDetail> => {
  const { invoiceLine } = tables
  const lines = await tx
    .select({
      line: invoiceLine,
      events: sql<number>`(select count(*) from rated_usage r where r.invoice_line_id = ${invoiceLine.id})::int`,
    })
    .from(invoiceLine)
    .where(eq(invoiceLine.invoiceId, row.id))
    .orderBy(asc(invoiceLine.id))
  return { ...presentInvoice(row), lines: lines.map(presentLine) }
}

const presentLine = ({
  line,
  events,
}: {
  line: typeof tables.invoiceLine.$inferSelect
  events: number
}): InvoiceLineView => ({
  id: line.id,
  kind: line.kind,
  description: line.description,
  quantity: line.quantity,
  exactAmount: trimDecimal(line.exactAmount),
  amountMinor: line.amountMinor.toString(),
  discountMinor: line.discountMinor.toString(),
  taxMinor: line.taxMinor.toString(),
  currency: line.currency,
  periodStart: line.periodStart,
  periodEnd: line.periodEnd,
  events,
})

export const lineEventsInput = pageInput.extend({ invoiceLineId: z.string().max(64) })

/** The calls that stand behind one line of an invoice, in the order in which they were rated. */
export const listLineEvents = (
  ctx: WorkspaceCtx,
  input: z.input<typeof lineEventsInput>,
): Promise<Page<UsageEventView>> => {
  const asked = lineEventsInput.parse(input)
  return inWorkspace(ctx, 'viewer', (tx) => lineEvents(tx, asked))
}

/** The same of any tenant's line. */
export const listLineEventsAsOperator = (
  ctx: OperatorCtx,
  input: z.input<typeof lineEventsInput>,
): Promise<Page<UsageEventView>> => {
  const asked = lineEventsInput.parse(input)
  return ctx.dbs.platform.transaction((tx) => lineEvents(tx, asked))
}

const lineEvents = async (
  tx: Tx,
  { invoiceLineId, offset, limit }: z.output<typeof lineEventsInput>,
): Promise<Page<UsageEventView>> => {
  const { invoiceLine, ratedUsage, usageEvent, usageCall } = tables
  const [line] = await tx
    .select({ id: invoiceLine.id })
    .from(invoiceLine)
    .where(eq(invoiceLine.id, invoiceLineId))
  if (!line) throw new NotFound('invoice line', invoiceLineId)
  const onLine = eq(ratedUsage.invoiceLineId, line.id)
  const rows = await selectUsageCalls(tx)
    .where(onLine)
    .orderBy(asc(usageCall.occurredAt), asc(usageCall.usageEventId), asc(usageCall.place))
    .limit(limit)
    .offset(offset)
  const [calls] = await tx
    .select({ total: sql<number>`coalesce(sum(cardinality(${usageEvent.requestIds})), 0)::float8` })
    .from(ratedUsage)
    .innerJoin(usageEvent, eq(usageEvent.id, ratedUsage.usageEventId))
    .where(onLine)
  return { items: rows.map(presentUsageCall), total: calls?.total ?? 0 }
}
