import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { paperHead } from '../brand/index.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { paperMoney } from '../core/paper-money.ts'
import type { Paper } from '../core/ports.ts'
import { NotFound } from '../errors/index.ts'
import { getInvoice, invoiceIdInput } from './invoice-reads.ts'

/** An invoice as it stands now, to be printed. */
export const invoicePaper = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof invoiceIdInput>,
): Promise<Paper> => {
  const { id } = invoiceIdInput.parse(input)
  const invoice = await getInvoice(ctx, { id })
  const [workspace] = await inWorkspace(ctx, 'viewer', (tx) =>
    tx
      .select({ name: tables.workspace.name })
      .from(tables.workspace)
      .where(eq(tables.workspace.id, ctx.workspaceId)),
  )
  if (!workspace) throw new NotFound('invoice', id)
  const money = (minor: string) => paperMoney(minor, invoice.currency)
  const discount = invoice.lines.reduce((sum, line) => sum + BigInt(line.discountMinor), 0n)
  const day = (at: Date) => at.toISOString().slice(0, 10)
  return {
    kind: 'Invoice',
    title: invoice.number ?? 'Draft',
    ...(await paperHead(ctx)),
    recipient: workspace.name,
    facts: [
      { name: 'Number', value: invoice.number ?? 'not yet: this is a draft' },
      { name: 'Written', value: day(invoice.createdAt) },
      { name: 'State', value: invoice.status },
      { name: 'Period', value: `${day(invoice.periodStart)} to ${day(invoice.periodEnd)}` },
    ],
    lines: invoice.lines.map((line) => ({
      description: line.description,
      quantity: String(line.quantity),
      price: '',
      amount: money(line.amountMinor),
    })),
    totals: [
      ...(discount === 0n ? [] : [{ name: 'Discounts', value: money((-discount).toString()) }]),
      ...(invoice.taxMinor === '0' ? [] : [{ name: 'Tax within the total', value: money(invoice.taxMinor) }]),
      { name: 'Total', value: money(invoice.totalMinor) },
      { name: 'Paid', value: money(invoice.amountPaidMinor) },
      ...(invoice.creditedMinor === '0'
        ? []
        : [{ name: 'Corrected by credit notes', value: money(`-${invoice.creditedMinor}`) }]),
      { name: 'Due', value: money(invoice.amountDueMinor) },
    ],
    sections: [],
    signature: null,
  }
}
