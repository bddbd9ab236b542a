import { type MailKind, type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import { isDefault, mayGet } from './kinds.ts'

/** The addresses of members who want mails of the kind; `concerned` is whoever began what it is about. */
export const peopleWanting = async (
  tx: Tx,
  workspaceId: string,
  kind: MailKind,
  concerned: string | null = null,
): Promise<string[]> => {
  const { mailChoice, member, user } = tables
  const people = await tx
    .select({ id: user.id, email: user.email, role: member.role, wanted: mailChoice.wanted })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .leftJoin(
      mailChoice,
      and(
        eq(mailChoice.workspaceId, member.workspaceId),
        eq(mailChoice.userId, member.userId),
        eq(mailChoice.kind, kind),
      ),
    )
    .where(eq(member.workspaceId, workspaceId))
  return people
    .filter(({ id, role, wanted }) => {
      const isConcerned = id === concerned
      return mayGet(kind, isConcerned) && (wanted ?? isDefault(kind, { role, isConcerned }))
    })
    .map(({ email }) => email)
}
