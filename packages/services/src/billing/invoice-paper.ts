import { tables } from '@assay/db'
import { type Speaker, speakerOf } from '@assay/i18n/server'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { paperHead } from '../brand/index.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { paperDay } from '../core/paper-dates.ts'
import { paperMoney } from '../core/paper-money.ts'
import type { Paper } from '../core/ports.ts'
import { NotFound } from '../errors/index.ts'
import type { InvoiceLineView, InvoiceView } from '../views.ts'
import { getInvoice, invoiceIdInput } from './invoice-reads.ts'

const statusOf = (status: InvoiceView['status'], { say }: Speaker): string =>
  ({
    draft: say('Draft'),
    open: say('Open'),
    paid: say('Paid'),
    void: say('Void'),
    uncollectible: say('Uncollectible'),
  })[status]

/** What people called a milestone, or wrote on an invoice of their own, stays as they typed it. */
const describeService = (description: string, speaker: Speaker): string => {
  const { say } = speaker
  const [, percent, of] = /^Tax, (\S+) % \((.+)\)$/s.exec(description) ?? []
  if (percent && of) return say('Tax, {percent} % ({of})', { percent, of: describeService(of, speaker) })
  const [, title] = /^Deposit: (.+)$/s.exec(description) ?? []
  return title ? say('Deposit: {title}', { title }) : description
}

const describeLine = ({ kind, description }: InvoiceLineView, speaker: Speaker): string => {
  if (kind === 'services') return describeService(description, speaker)
  return kind === 'other' ? description : speaker.said(description)
}

/** An invoice as it stands now, to be printed in a language. */
export const invoicePaper = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof invoiceIdInput>,
  language: string,
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
  const speaker = speakerOf(language)
  const { say } = speaker
  const money = (minor: string) => paperMoney(minor, invoice.currency, speaker.language)
  const discount = invoice.lines.reduce((sum, line) => sum + BigInt(line.discountMinor), 0n)
  const day = (at: Date) => paperDay(at, speaker.language)
  return {
    language: speaker.language,
    kind: say('Invoice'),
    title: invoice.number ?? say('Draft'),
    ...(await paperHead(ctx)),
    recipient: workspace.name,
    facts: [
      { name: say('Number'), value: invoice.number ?? say('not yet: this is a draft') },
      { name: say('Issue date'), value: day(invoice.createdAt) },
      { name: say('Status'), value: statusOf(invoice.status, speaker) },
      {
        name: say('Period'),
        value: say('{from} to {to}', { from: day(invoice.periodStart), to: day(invoice.periodEnd) }),
      },
    ],
    lines: invoice.lines.map((line) => ({
      description: describeLine(line, speaker),
      quantity: line.quantity.toLocaleString(speaker.language),
      price: '',
      amount: money(line.amountMinor),
    })),
    totals: [
      ...(discount === 0n ? [] : [{ name: say('Discounts'), value: money((-discount).toString()) }]),
      ...(invoice.taxMinor === '0'
        ? []
        : [{ name: say('Tax within the total'), value: money(invoice.taxMinor) }]),
      { name: say('Total'), value: money(invoice.totalMinor) },
      { name: say('Paid'), value: money(invoice.amountPaidMinor) },
      ...(invoice.creditedMinor === '0'
        ? []
        : [{ name: say('Corrected by credit notes'), value: money(`-${invoice.creditedMinor}`) }]),
      { name: say('Due'), value: money(invoice.amountDueMinor) },
    ],
    sections: [],
    signature: null,
  }
}
