import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { UserCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'

export const renameAccountInput = z.strictObject({ name: plainText(100) })

export const renameAccount = async (
  ctx: UserCtx,
  input: z.input<typeof renameAccountInput>,
): Promise<void> => {
  const { name } = renameAccountInput.parse(input)
  const { user } = tables
  await ctx.dbs.platform.update(user).set({ name, updatedAt: ctx.now() }).where(eq(user.id, ctx.actor.id))
}
