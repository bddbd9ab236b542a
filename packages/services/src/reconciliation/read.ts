import { tables } from '@assay/db'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { trimDecimal } from '../billing/plan-rows.ts'
import type { OperatorCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { ReconciliationDetail, ReconciliationLine, ReconciliationView } from '../views.ts'

type Row = { row: typeof tables.reconciliation.$inferSelect; workspaceName: string }

const present = ({ row, workspaceName }: Row): ReconciliationView => ({
  workspaceId: row.workspaceId,
  workspaceName,
  meter: row.meter,
  periodStart: row.periodStart,
  periodEnd: row.periodEnd,
  currency: row.currency,
  served: row.served,
  metered: row.metered,
  carried: row.carried,
  stripe: row.stripe,
  included: row.included,
  billed: row.billed,
  exactAmount: trimDecimal(row.exactAmount),
  reasons: row.reasons,
  differs: row.differs,
  differsSince: row.differsSince,
  checkedAt: row.checkedAt,
})

const select = (ctx: OperatorCtx) => {
  const { reconciliation, workspace } = tables
  return ctx.dbs.platform
    .select({ row: reconciliation, workspaceName: workspace.name })
    .from(reconciliation)
    .innerJoin(workspace, eq(workspace.id, reconciliation.workspaceId))
}

export const listReconciliationsInput = pageInput.extend({
  /** Only periods with a difference that nothing explains. */
  differing: z.boolean().default(false),
})

/** What the last looks found, the latest periods first. */
export const listReconciliations = async (
  ctx: OperatorCtx,
  input: z.input<typeof listReconciliationsInput>,
): Promise<Page<ReconciliationView> & { differing: number; checkedAt: Date | null }> => {
  const { offset, limit, differing } = listReconciliationsInput.parse(input)
  const { reconciliation } = tables
  const asked = differing
    ? eq(reconciliation.differs, true)
    : sql`${reconciliation.served} + ${reconciliation.metered} > 0`
  const rows = await select(ctx)
    .where(asked)
    .orderBy(
      desc(reconciliation.differs),
      desc(reconciliation.periodStart),
      asc(reconciliation.workspaceId),
      asc(reconciliation.meter),
    )
    .limit(limit)
    .offset(offset)
  const { platform } = ctx.dbs
  const [last] = await platform
    .select({ at: sql<string | null>`max(${reconciliation.checkedAt})` })
    .from(reconciliation)
  return {
    items: rows.map(present),
    total: await platform.$count(reconciliation, asked),
    differing: await platform.$count(reconciliation, eq(reconciliation.differs, true)),
    checkedAt: last?.at ? new Date(last.at) : null,
  }
}

export const reconciliationInput = z.strictObject({
  workspaceId: z.string().max(64),
  meter: z.string().max(64),
  periodStart: z.iso.datetime(),
})

/** One period with the invoice lines that bill its usage. */
export const getReconciliation = async (
  ctx: OperatorCtx,
  input: z.input<typeof reconciliationInput>,
): Promise<ReconciliationDetail> => {
  const { workspaceId, meter, periodStart } = reconciliationInput.parse(input)
  const { reconciliation } = tables
  const [found] = await select(ctx).where(
    and(
      eq(reconciliation.workspaceId, workspaceId),
      eq(reconciliation.meter, meter),
      eq(reconciliation.periodStart, new Date(periodStart)),
    ),
  )
  if (!found) throw new NotFound('reconciliation', workspaceId)
  const lines = await ctx.dbs.platform.execute<{
    id: string
    invoice_id: string
    number: string | null
    description: string
    included: number
    billed: number
    exact: string
    amount: string
  }>(sql`
    select l.id, l.invoice_id, i.number, l.description, sum(r.included_quantity)::float8 as included,
      sum(r.billed_quantity)::float8 as billed, trim_scale(sum(r.exact_amount))::text as exact,
      l.amount_minor::text as amount
    from usage_event e join rated_usage r on r.usage_event_id = e.id
    join invoice_line l on l.id = r.invoice_line_id join invoice i on i.id = l.invoice_id
    where e.workspace_id = ${workspaceId} and e.meter = ${meter}
      and e.period_start = ${new Date(periodStart).toISOString()}::timestamptz
    group by l.id, i.number order by l.id`)
  return {
    ...present(found),
    lines: lines.map(
      (line): ReconciliationLine => ({
        invoiceLineId: line.id,
        invoiceId: line.invoice_id,
        invoiceNumber: line.number,
        description: line.description,
        included: line.included,
        billed: line.billed,
        exactAmount: line.exact,
        amountMinor: line.amount,
      }),
    ),
  }
}
