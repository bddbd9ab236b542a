import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../core/audit.ts'
import type { Services } from '../core/context.ts'
import type { JobPayload } from '../core/jobs.ts'
import { enqueue } from '../core/jobs.ts'
import { ownedAlone } from './account-deletion.ts'

const dayMs = 86_400_000

/**
 * `account.erase`: nobody can sign in any more, and nothing says who it was. The row stays for what is named by its id.
 * Somebody who became the only owner meanwhile is told, and given another day.
 */
export const eraseAccount = (services: Services, { userId }: JobPayload<'account.erase'>): Promise<void> =>
  services.dbs.platform.transaction(async (tx) => {
    const { user } = tables
    const [found] = await tx.select().from(user).where(eq(user.id, userId)).for('update')
    if (!found?.eraseAt || found.eraseAt > services.now() || found.erasedAt) return
    const [alone] = [...(await ownedAlone(tx, userId))]
    if (alone) {
      await tx
        .update(user)
        .set({ eraseAt: new Date(services.now().getTime() + dayMs) })
        .where(eq(user.id, userId))
      await enqueue(tx, 'mail.send', {
        to: found.email,
        subject: 'Your account needs a decision',
        text: `Your account was due to be deleted today, but you are now the only owner of “${alone.name}”. Make someone else an owner, or delete the workspace: ${services.publicUrl}/settings`,
      })
      return
    }
    await erase(tx, userId, services.now())
  })

const erase = async (tx: Tx, userId: string, now: Date): Promise<void> => {
  const {
    account,
    engagementEntry,
    invitation,
    mailChoice,
    member,
    passkey,
    session,
    twoFactor,
    user,
    verification,
  } = tables
  for (const table of [session, account, twoFactor, passkey, mailChoice, member])
    await tx.delete(table).where(eq(table.userId, userId))
  await tx.delete(verification).where(eq(verification.value, userId))
  await tx.update(invitation).set({ invitedBy: null }).where(eq(invitation.invitedBy, userId))
  await tx
    .update(engagementEntry)
    .set({ authorName: 'Deleted person' })
    .where(and(eq(engagementEntry.authorId, userId)))
  await tx
    .update(user)
    .set({
      name: 'Deleted person',
      email: `${userId}@deleted.invalid`,
      emailVerified: false,
      image: null,
      twoFactorEnabled: false,
      erasedAt: now,
      updatedAt: now,
    })
    .where(eq(user.id, userId))
  const system = { actor: { type: 'system', id: null }, workspaceId: null } as const
  await writeAudit(tx, system, 'account.erased', { type: 'user', id: userId })
}
