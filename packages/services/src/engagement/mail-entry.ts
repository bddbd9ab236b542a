import { type Tx, tables } from '@assay/db'
import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'

const operators = (tx: Tx) =>
  tx.select({ email: tables.user.email }).from(tables.user).where(eq(tables.user.isOperator, true))

/** Whoever may answer for the workspace, and who asked. */
const tenants = (tx: Tx, workspaceId: string, createdBy: string | null) => {
  const { member, user } = tables
  return tx
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(
      and(
        eq(member.workspaceId, workspaceId),
        or(inArray(member.role, ['owner', 'admin']), eq(member.userId, createdBy ?? '')),
      ),
    )
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
    const send = async (rows: { email: string }[], path: string) => {
      const text = `${entry.authorName}: ${entry.text}\n\n${services.publicUrl}${path}/${about.id}`
      for (const { email } of rows)
        await enqueue(tx, 'mail.send', { to: email, subject: `Service “${about.title}”`, text })
    }
    if (entry.side !== 'operator') await send(await operators(tx), '/operator/services')
    if (entry.side !== 'tenant')
      await send(await tenants(tx, about.workspaceId, about.createdBy), '/services')
    await tx.update(engagementEntry).set({ mailedAt: services.now() }).where(eq(engagementEntry.id, entryId))
  })
}
