import { tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import type { UserCtx } from '../core/context.ts'
import { listSessions } from './sessions.ts'
import { readSignInMethods } from './sign-in-methods.ts'

const mostEvents = 10_000

/** Everything that is kept of the person as such; what they made lies in its workspace's export. */
export const readPersonalData = async (ctx: UserCtx) => {
  const { auditEvent, invitation, mailChoice, member, user, workspace } = tables
  const { platform } = ctx.dbs
  const userId = ctx.actor.id
  const [account] = await platform
    .select({ id: user.id, name: user.name, email: user.email, createdAt: user.createdAt })
    .from(user)
    .where(eq(user.id, userId))
  return {
    account,
    signInMethods: await readSignInMethods(ctx),
    sessions: await listSessions(ctx),
    memberships: await platform
      .select({
        workspaceId: member.workspaceId,
        name: workspace.name,
        role: member.role,
        since: member.createdAt,
      })
      .from(member)
      .innerJoin(workspace, eq(workspace.id, member.workspaceId))
      .where(eq(member.userId, userId)),
    mailChoices: await platform.select().from(mailChoice).where(eq(mailChoice.userId, userId)),
    invitationsSent: await platform
      .select({ email: invitation.email, role: invitation.role, at: invitation.createdAt })
      .from(invitation)
      .where(eq(invitation.invitedBy, userId)),
    /** The newest first. */
    whatYouDid: await platform
      .select({
        at: auditEvent.createdAt,
        action: auditEvent.action,
        subjectId: auditEvent.subjectId,
        workspaceId: auditEvent.workspaceId,
      })
      .from(auditEvent)
      .where(eq(auditEvent.actorId, userId))
      .orderBy(desc(auditEvent.createdAt))
      .limit(mostEvents),
  }
}
