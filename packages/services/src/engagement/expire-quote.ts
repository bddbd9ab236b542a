import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type Services } from '../core/context.ts'
import { endOfDay } from './fields.ts'
import { lockEngagement, moveEngagement } from './rows.ts'
import { tell } from './tell.ts'

/** Closes a quote whose last day is over and that nobody answered; run early or twice it does nothing. */
export const expireQuote = (
  services: Services,
  { quoteVersionId }: { quoteVersionId: string },
): Promise<void> => {
  const { quoteVersion } = tables
  return services.dbs.platform.transaction(async (tx) => {
    const byId = () => tx.select().from(quoteVersion).where(eq(quoteVersion.id, quoteVersionId))
    const [known] = await byId()
    if (!known) return
    const engagement = await lockEngagement(tx, known.engagementId)
    const [quote] = await byId()
    if (quote?.state !== 'sent' || endOfDay(quote.validUntil) >= services.now()) return
    await tx.update(quoteVersion).set({ state: 'expired' }).where(eq(quoteVersion.id, quote.id))
    if (engagement.state === 'quoted')
      await moveEngagement(tx, engagement.id, { state: 'expired' }, services.now())
    const ctx = asSystem(services, engagement.workspaceId)
    await tell(tx, ctx, engagement, {
      side: 'system',
      text: `Version ${quote.number} of the quote has expired.`,
      quoteVersionId: quote.id,
    })
    await writeAudit(tx, ctx, 'quote.expired', { type: 'engagement', id: engagement.id }, { quoteVersionId })
  })
}
