import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { paperHead } from '../brand/index.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { paperMoney } from '../core/paper-money.ts'
import type { Paper } from '../core/ports.ts'
import { NotFound } from '../errors/index.ts'
import type { QuoteVersionView } from '../views.ts'
import { readQuotes } from './present.ts'

export const quotePaperInput = z.strictObject({ quoteVersionId: z.string().max(64) })

type Reader = Parameters<typeof readQuotes>[0]

const describe = (
  quote: QuoteVersionView,
  of: Pick<Paper, 'title' | 'recipient' | 'issuer' | 'logo'>,
): Paper => {
  const { content, signature } = quote
  const money = (minor: string) => paperMoney(minor, content.currency)
  return {
    kind: 'Quote',
    ...of,
    facts: [
      { name: 'Number', value: `${quote.id}, version ${quote.number}` },
      { name: 'Sent', value: quote.sentAt?.toISOString().slice(0, 10) ?? 'not yet: this is a draft' },
      { name: 'Valid until', value: `${content.validUntil} (UTC)` },
      { name: 'Content SHA-256', value: quote.contentSha256 },
    ],
    lines: content.lines.map((line, at) => ({
      description: line.description,
      quantity: line.quantity,
      price: money(line.unitPriceMinor),
      amount: money(quote.lineAmountsMinor[at] ?? '0'),
    })),
    totals: [
      { name: 'Sum', value: money(quote.subtotalMinor) },
      { name: `Tax, ${content.taxPercent} %`, value: money(quote.taxMinor) },
      ...(content.depositMinor === '0'
        ? []
        : [{ name: 'Of the total as a deposit, on acceptance', value: money(content.depositMinor) }]),
      { name: 'Total', value: money(quote.totalMinor) },
    ],
    sections: [
      {
        title: 'Milestones',
        text: content.milestones
          .map((one, at) => {
            const due = one.dueOn === null ? '' : `, due ${one.dueOn}`
            const more = one.description === '' ? '' : `\n${one.description}`
            return `${at + 1}. ${one.title}: ${money(one.amountMinor)}${due}${more}`
          })
          .join('\n'),
      },
      ...(content.terms === '' ? [] : [{ title: 'Terms', text: content.terms }]),
    ],
    signature:
      signature === null
        ? null
        : {
            name: signature.name,
            facts: [
              { name: 'Signed', value: signature.at.toISOString() },
              { name: 'From', value: signature.address },
              { name: 'Content SHA-256', value: signature.contentSha256 },
            ],
          },
  }
}

const readPaper = async (
  tx: Reader,
  id: string,
  head: Pick<Paper, 'issuer' | 'logo'>,
  withDrafts: boolean,
): Promise<Paper> => {
  const { engagement, quoteVersion, workspace } = tables
  const [of] = await tx
    .select({ engagementId: engagement.id, title: engagement.title, recipient: workspace.name })
    .from(quoteVersion)
    .innerJoin(engagement, eq(engagement.id, quoteVersion.engagementId))
    .innerJoin(workspace, eq(workspace.id, quoteVersion.workspaceId))
    .where(eq(quoteVersion.id, id))
  const quotes = of ? await readQuotes(tx, of.engagementId, withDrafts) : []
  const quote = quotes.find((one) => one.id === id)
  if (!of || !quote) throw new NotFound('quote', id)
  return describe(quote, { title: of.title, recipient: of.recipient, ...head })
}

/** A version of a quote, to be printed. */
export const quotePaper = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof quotePaperInput>,
): Promise<Paper> => {
  const { quoteVersionId } = quotePaperInput.parse(input)
  const head = await paperHead(ctx)
  return inWorkspace(ctx, 'viewer', (tx) => readPaper(tx, quoteVersionId, head, false))
}

export const quotePaperAsOperator = async (
  ctx: OperatorCtx,
  input: z.input<typeof quotePaperInput>,
): Promise<Paper> => {
  const { quoteVersionId } = quotePaperInput.parse(input)
  return readPaper(ctx.dbs.platform, quoteVersionId, await paperHead(ctx), true)
}
