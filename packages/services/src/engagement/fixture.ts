import { tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import type { EngagementDetail } from '../views.ts'
import { acceptQuote } from './answer-quote.ts'
import type { QuoteContent } from './quote-content.ts'
import { getEngagement } from './reads.ts'
import { requestEngagement } from './request.ts'
import { saveQuote, sendQuote } from './write-quote.ts'

/** 2,500.00 and 19 % tax, in two milestones, a fifth of it in advance. */
export const content: QuoteContent = {
  currency: 'eur',
  lines: [
    { description: 'Cleaning and labelling', quantity: '10', unitPriceMinor: '10000' },
    { description: 'A classifier of tickets', quantity: '1', unitPriceMinor: '150000' },
  ],
  taxPercent: '19',
  milestones: [
    { title: 'Clean data', description: '', amountMinor: '119000', dueOn: '2030-02-01' },
    { title: 'Deployed model', description: 'Over 95 % accuracy', amountMinor: '178500', dueOn: null },
  ],
  depositMinor: '59500',
  terms: 'Payable within 14 days.',
  validUntil: '2030-01-31',
}

export const ask = async (ctx: WorkspaceCtx): Promise<string> => {
  const { id } = await requestEngagement(ctx, {
    title: 'Sort our tickets',
    brief: 'Tickets in four languages, by team.',
    dataKind: 'text',
    currency: 'eur',
    budgetMinMinor: '100000',
    budgetMaxMinor: '400000',
  })
  return id
}

/** Asked for, quoted and sent; resolves to the version as the tenant reads it. */
export const quoted = async (
  ctx: WorkspaceCtx,
  operator: OperatorCtx,
  changes: Partial<QuoteContent> = {},
): Promise<{ id: string; quote: EngagementDetail['quotes'][number] }> => {
  const id = await ask(ctx)
  const { quoteVersionId } = await saveQuote(operator, { id, content: { ...content, ...changes } })
  await sendQuote(operator, { quoteVersionId })
  const [quote] = (await getEngagement(ctx, { id })).quotes
  if (!quote) throw new Error('no quote was sent')
  return { id, quote }
}

export const accepted = async (
  ctx: WorkspaceCtx,
  operator: OperatorCtx,
  changes: Partial<QuoteContent> = {},
): Promise<EngagementDetail> => {
  const { id, quote } = await quoted(ctx, operator, changes)
  const { contentSha256 } = quote
  await acceptQuote(ctx, { quoteVersionId: quote.id, contentSha256, name: 'Grace Hopper' }, '203.0.113.7')
  return getEngagement(ctx, { id })
}

export const invoicesOf = (ctx: WorkspaceCtx, engagementId: string) =>
  ctx.dbs.platform
    .select()
    .from(tables.engagementInvoice)
    .where(eq(tables.engagementInvoice.engagementId, engagementId))
    .orderBy(asc(tables.engagementInvoice.id))
