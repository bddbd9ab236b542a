import { newId, type Tx, tables } from '@assay/db'
import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { emitWebhook } from '../webhook/emit.ts'
import { endOfDay } from './fields.ts'
import { checkQuote, hashContent, quoteContent, storedContent } from './quote-content.ts'
import { type EngagementRow, lockEngagement, moveEngagement, type QuoteRow } from './rows.ts'
import { tell } from './tell.ts'

const requireQuotable = (engagement: EngagementRow): void => {
  if (engagement.state === 'active' || engagement.state === 'completed')
    throw new AssayError('conflict', 'A quote has already been accepted. Propose a change request instead.')
  if (engagement.state === 'cancelled')
    throw new AssayError('conflict', 'The request was withdrawn: there is nothing to quote for.')
}

const latestQuote = async (tx: Tx, engagementId: string): Promise<QuoteRow | null> => {
  const { quoteVersion } = tables
  const [found] = await tx
    .select()
    .from(quoteVersion)
    .where(eq(quoteVersion.engagementId, engagementId))
    .orderBy(desc(quoteVersion.number))
    .limit(1)
  return found ?? null
}

export const saveQuoteInput = z.strictObject({ id: z.string().max(64), content: quoteContent })

/**
 * Keeps the operator's draft of a quote, which nobody else sees. After one was sent this begins the next version;
 * what was sent stays as it is.
 */
export const saveQuote = (
  ctx: OperatorCtx,
  input: z.input<typeof saveQuoteInput>,
): Promise<{ quoteVersionId: string; number: number }> => {
  const { id, content } = saveQuoteInput.parse(input)
  const { lines: _, ...totals } = checkQuote(content)
  const { quoteVersion } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const engagement = await lockEngagement(tx, id)
    requireQuotable(engagement)
    if (content.currency !== engagement.currency)
      throw new AssayError(
        'invalid_request',
        `The tenant asked for a price in ${engagement.currency.toUpperCase()}. Quote in that currency.`,
        { param: 'currency' },
      )
    const latest = await latestQuote(tx, id)
    const written = {
      content,
      contentSha256: hashContent(content),
      ...totals,
      validUntil: content.validUntil,
    }
    const subject = { type: 'engagement', id }
    const scope = { actor: ctx.actor, workspaceId: engagement.workspaceId }
    await notifyChange(tx, { topic: 'engagement', workspaceId: engagement.workspaceId, id })
    if (latest?.state === 'draft') {
      await tx.update(quoteVersion).set(written).where(eq(quoteVersion.id, latest.id))
      return { quoteVersionId: latest.id, number: latest.number }
    }
    const number = (latest?.number ?? 0) + 1
    const quoteVersionId = newId('qtv')
    await tx.insert(quoteVersion).values({
      ...written,
      id: quoteVersionId,
      workspaceId: engagement.workspaceId,
      engagementId: id,
      number,
      createdAt: ctx.now(),
    })
    await writeAudit(tx, scope, 'quote.drafted', subject, { number })
    return { quoteVersionId, number }
  })
}

export const sendQuoteInput = z.strictObject({ quoteVersionId: z.string().max(64) })

/** Puts a draft before the tenant, in place of the version sent before it. From here on it never changes. */
export const sendQuote = (ctx: OperatorCtx, input: z.input<typeof sendQuoteInput>): Promise<void> => {
  const { quoteVersionId } = sendQuoteInput.parse(input)
  const { quoteVersion } = tables
  return ctx.dbs.platform.transaction(async (tx) => {
    const byId = () => tx.select().from(quoteVersion).where(eq(quoteVersion.id, quoteVersionId))
    const [known] = await byId()
    if (!known) throw new NotFound('quote', quoteVersionId)
    const engagement = await lockEngagement(tx, known.engagementId)
    requireQuotable(engagement)
    const [quote] = await byId()
    if (quote?.state !== 'draft')
      throw new AssayError('conflict', 'This version of the quote was already sent.')
    const content = storedContent(quote.content)
    checkQuote(content)
    const expiresAt = endOfDay(content.validUntil)
    if (expiresAt <= ctx.now())
      throw new AssayError('invalid_request', 'The quote would already be expired. Choose a later day.', {
        param: 'validUntil',
      })
    await tx
      .update(quoteVersion)
      .set({ state: 'superseded' })
      .where(and(eq(quoteVersion.engagementId, engagement.id), eq(quoteVersion.state, 'sent')))
    await tx
      .update(quoteVersion)
      .set({ state: 'sent', sentAt: ctx.now() })
      .where(eq(quoteVersion.id, quoteVersionId))
    await moveEngagement(tx, engagement.id, { state: 'quoted' }, ctx.now())
    await enqueue(tx, 'quote.expire', { quoteVersionId }, { runAt: new Date(expiresAt.getTime() + 1_000) })
    await tell(tx, ctx, engagement, {
      side: 'operator',
      text: `Sent version ${quote.number} of the quote, valid until ${content.validUntil}.`,
      quoteVersionId,
    })
    const scope = { actor: ctx.actor, workspaceId: engagement.workspaceId }
    const detail = { quoteVersionId, number: quote.number, contentSha256: quote.contentSha256 }
    await writeAudit(tx, scope, 'quote.sent', { type: 'engagement', id: engagement.id }, detail)
    const told = { serviceId: engagement.id, quoteVersionId, number: quote.number }
    await emitWebhook(tx, engagement.workspaceId, 'quote.sent', told, ctx.now())
  })
}
