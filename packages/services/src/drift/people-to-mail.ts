import { type Tx, tables } from '@assay/db'
import { and, eq, inArray, isNull, or } from 'drizzle-orm'

/** Who asked for alerts by mail; owners and admins get them unless they said no. */
export const peopleToMail = async (tx: Tx, workspaceId: string): Promise<string[]> => {
  const { member, user } = tables
  const rows = await tx
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(
      and(
        eq(member.workspaceId, workspaceId),
        or(
          eq(member.alertMails, true),
          and(isNull(member.alertMails), inArray(member.role, ['owner', 'admin'])),
        ),
      ),
    )
  return rows.map(({ email }) => email)
}
