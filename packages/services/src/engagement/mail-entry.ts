import { type Tx, tables } from '@assay/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { peopleWanting } from '../notification/recipients.ts'

const operators = async (tx: Tx): Promise<string[]> => {
  const { user } = tables
  const rows = await tx.select({ email: user.email }).from(user).where(eq(user.isOperator, true))
  return rows.map(({ email }) => email)
}

/** Queues the mails of one entry of a thread, once: to the other side, and to both where nobody wrote it. */
export const mailEntry = (
  services: Pick<Services, 'dbs' | 'now' | 'publicUrl'>,
  { entryId }: { entryId: string },
): Promise<void> => {
  const { engagement, engagementEntry } = tables
  return services.dbs.platform.transaction(async (tx) => {
    const [entry] = await tx
      .select()
      .from(engagementEntry)
      .where(and(eq(engagementEntry.id, entryId), isNull(engagementEntry.mailedAt)))
      .for('update')
    if (!entry) return
    const [about] = await tx.select().from(engagement).where(eq(engagement.id, entry.engagementId))
    if (!about) return
    const send = async (emails: string[], path: string) => {
      const text = `${entry.authorName}: ${entry.text}\n\n${services.publicUrl}${path}/${about.id}`
      for (const email of emails)
        await enqueue(tx, 'mail.send', { to: email, subject: `Service “${about.title}”`, text })
    }
    if (entry.side !== 'operator') await send(await operators(tx), '/operator/services')
    if (entry.side !== 'tenant')
      await send(await peopleWanting(tx, about.workspaceId, 'service', about.createdBy), '/services')
    await tx.update(engagementEntry).set({ mailedAt: services.now() }).where(eq(engagementEntry.id, entryId))
  })
}
