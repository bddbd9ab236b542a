import { tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

/** What the door compares a password with; null where the person has none. */
export const findPasswordHash = async (
  { dbs }: Pick<Services, 'dbs'>,
  userId: string,
): Promise<string | null> => {
  const { account } = tables
  const [found] = await dbs.platform
    .select({ password: account.password })
    .from(account)
    .where(and(eq(account.userId, userId), eq(account.providerId, 'credential')))
  return found?.password ?? null
}
