import { tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import type { UserCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { SignInMethods } from '../views.ts'

/** How someone gets in beside the password. */
export const readSignInMethods = async (ctx: UserCtx): Promise<SignInMethods> => {
  const { user, passkey } = tables
  const userId = ctx.actor.id
  const [found] = await ctx.dbs.platform
    .select({ twoFactor: user.twoFactorEnabled })
    .from(user)
    .where(eq(user.id, userId))
  if (!found) throw new NotFound('member', userId)
  const passkeys = await ctx.dbs.platform
    .select({
      id: passkey.id,
      name: passkey.name,
      aaguid: passkey.aaguid,
      isSynced: passkey.backedUp,
      addedAt: passkey.createdAt,
    })
    .from(passkey)
    .where(eq(passkey.userId, userId))
    .orderBy(asc(passkey.createdAt))
  return { twoFactor: found.twoFactor, passkeys }
}
