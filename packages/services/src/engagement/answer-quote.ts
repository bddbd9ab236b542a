import { shareTax } from '@assay/billing'
import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { endOfDay, longText } from './fields.ts'
import { queueDepositInvoice } from './queue-invoice.ts'
import { type QuoteContent, storedContent } from './quote-content.ts'
import { type EngagementRow, lockEngagement, moveEngagement, type QuoteRow } from './rows.ts'
import { tell } from './tell.ts'

const findQuote = async (tx: Tx, id: string): Promise<QuoteRow> => {
  const [found] = await tx.select().from(tables.quoteVersion).where(eq(tables.quoteVersion.id, id))
  // A draft is nobody's business but the operator's.
  if (!found || found.state === 'draft') throw new NotFound('quote', id)
  return found
}

/** The engagement, held, and its quote, which still waits for an answer. */
const lockOpenQuote = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  id: string,
): Promise<{ engagement: EngagementRow; quote: QuoteRow; content: QuoteContent }> => {
  const { engagementId } = await findQuote(tx, id)
  const engagement = await lockEngagement(tx, engagementId)
  const quote = await findQuote(tx, id)
  if (quote.state === 'accepted')
    throw new AssayError('conflict', `This quote was already accepted by ${quote.signedName}.`)
  if (quote.state !== 'sent' || engagement.state !== 'quoted')
    throw new AssayError(
      'conflict',
      quote.state === 'superseded'
        ? 'There is a newer version of this quote. Review that one.'
        : 'This quote is no longer open. Ask for a new version in the discussion.',
    )
  if (endOfDay(quote.validUntil) < ctx.now())
    throw new AssayError('conflict', `This quote was valid until ${quote.validUntil}. Ask for a new version.`)
  return { engagement, quote, content: storedContent(quote.content) }
}

export const signature = {
  /** As the signer saw it; another content is refused. */
  contentSha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: longText(200).min(2, 'Type your full name as your signature.'),
}

export const acceptQuoteInput = z.strictObject({ quoteVersionId: z.string().max(64), ...signature })

export const requireSameContent = (shown: string, kept: string): void => {
  if (shown !== kept)
    throw new AssayError('conflict', 'What you read is not what you would sign. Reload the page.', {
      param: 'contentSha256',
    })
}

const planMilestones = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  engagementId: string,
  quote: QuoteRow,
  content: QuoteContent,
): Promise<void> => {
  const amounts = content.milestones.map(({ amountMinor }) => BigInt(amountMinor))
  const taxes = shareTax(amounts, quote.totalMinor, quote.taxMinor)
  await tx.insert(tables.engagementMilestone).values(
    content.milestones.map(({ title, description, dueOn }, at) => ({
      id: newId('ems'),
      workspaceId: ctx.workspaceId,
      engagementId,
      position: at,
      title,
      description,
      dueOn,
      amountMinor: amounts[at] ?? 0n,
      taxMinor: taxes[at] ?? 0n,
      createdAt: ctx.now(),
    })),
  )
}

/**
 * Accepts a quote with a typed signature, once, whoever else answers at the same moment: its milestones become the
 * work to do, and the invoice of its deposit is queued with it.
 */
export const acceptQuote = (
  ctx: WorkspaceCtx,
  input: z.input<typeof acceptQuoteInput>,
  address: string,
): Promise<void> => {
  const { quoteVersionId, contentSha256, name } = acceptQuoteInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { engagement, quote, content } = await lockOpenQuote(tx, ctx, quoteVersionId)
    requireSameContent(contentSha256, quote.contentSha256)
    const at = ctx.now()
    await tx
      .update(tables.quoteVersion)
      .set({
        state: 'accepted',
        answeredAt: at,
        signedName: name,
        signedAddress: address.slice(0, 64),
        signedBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
      })
      .where(eq(tables.quoteVersion.id, quote.id))
    await planMilestones(tx, ctx, engagement.id, quote, content)
    const depositMinor = BigInt(content.depositMinor)
    const totals = { totalMinor: quote.totalMinor, taxMinor: quote.taxMinor, depositMinor }
    await moveEngagement(tx, engagement.id, { state: 'active', ...totals }, at)
    await queueDepositInvoice(tx, engagement, { ...totals, taxPercent: content.taxPercent }, at)
    await tell(tx, ctx, engagement, {
      side: 'tenant',
      text: `${name} accepted version ${quote.number} of the quote.`,
      quoteVersionId: quote.id,
    })
    const detail = { quoteVersionId: quote.id, number: quote.number, contentSha256, name, address }
    await writeAudit(tx, ctx, 'quote.accepted', { type: 'engagement', id: engagement.id }, detail)
  })
}

export const declineQuoteInput = z.strictObject({
  quoteVersionId: z.string().max(64),
  reason: longText(2_000).min(1, 'Say why, so that the next version can be better.'),
})

/** Refuses a quote with a reason. The operator may send another version. */
export const declineQuote = (ctx: WorkspaceCtx, input: z.input<typeof declineQuoteInput>): Promise<void> => {
  const { quoteVersionId, reason } = declineQuoteInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { engagement, quote } = await lockOpenQuote(tx, ctx, quoteVersionId)
    const at = ctx.now()
    await tx
      .update(tables.quoteVersion)
      .set({ state: 'declined', answeredAt: at, declineReason: reason })
      .where(eq(tables.quoteVersion.id, quote.id))
    await moveEngagement(tx, engagement.id, { state: 'declined' }, at)
    await tell(tx, ctx, engagement, {
      side: 'tenant',
      text: `Declined version ${quote.number} of the quote: ${reason}`,
      quoteVersionId: quote.id,
    })
    const detail = { quoteVersionId: quote.id, number: quote.number, reason }
    await writeAudit(tx, ctx, 'quote.declined', { type: 'engagement', id: engagement.id }, detail)
  })
}
