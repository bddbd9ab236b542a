import { type Tx, tables } from '@assay/db'
import { and, asc, eq } from 'drizzle-orm'
import { AssayError, NotFound } from '../errors/index.ts'

export type EngagementRow = typeof tables.engagement.$inferSelect
export type QuoteRow = typeof tables.quoteVersion.$inferSelect
export type MilestoneRow = typeof tables.engagementMilestone.$inferSelect

/** Whatever alters an engagement holds its row first: one thing happens to it at a time. */
export const lockEngagement = async (tx: Tx, id: string): Promise<EngagementRow> => {
  const { engagement } = tables
  const [found] = await tx.select().from(engagement).where(eq(engagement.id, id)).for('update')
  if (!found) throw new NotFound('service', id)
  return found
}

/** The engagement of a milestone, held, and the milestone as it then is. */
export const lockMilestone = async (
  tx: Tx,
  id: string,
): Promise<{ engagement: EngagementRow; milestone: MilestoneRow }> => {
  const { engagementMilestone } = tables
  const byId = () => tx.select().from(engagementMilestone).where(eq(engagementMilestone.id, id))
  const [known] = await byId()
  if (!known) throw new NotFound('milestone', id)
  const engagement = await lockEngagement(tx, known.engagementId)
  const [milestone] = await byId()
  if (!milestone) throw new NotFound('milestone', id)
  return { engagement, milestone }
}

export const milestonesOf = (tx: Pick<Tx, 'select'>, engagementId: string): Promise<MilestoneRow[]> =>
  tx
    .select()
    .from(tables.engagementMilestone)
    .where(eq(tables.engagementMilestone.engagementId, engagementId))
    .orderBy(asc(tables.engagementMilestone.position), asc(tables.engagementMilestone.id))

export const requireActive = (engagement: EngagementRow): void => {
  if (engagement.state !== 'active')
    throw new AssayError(
      'conflict',
      engagement.state === 'completed'
        ? 'This service is completed. Ask for a new one.'
        : 'Work begins when a quote is accepted.',
    )
}

export const findAcceptedQuote = async (tx: Tx, engagementId: string): Promise<QuoteRow> => {
  const { quoteVersion } = tables
  const [found] = await tx
    .select()
    .from(quoteVersion)
    .where(and(eq(quoteVersion.engagementId, engagementId), eq(quoteVersion.state, 'accepted')))
  if (!found) throw new Error(`${engagementId} is active without an accepted quote`)
  return found
}

export const moveEngagement = async (
  tx: Tx,
  id: string,
  changes: Partial<typeof tables.engagement.$inferInsert>,
  at: Date,
): Promise<void> => {
  await tx
    .update(tables.engagement)
    .set({ ...changes, updatedAt: at })
    .where(eq(tables.engagement.id, id))
}
