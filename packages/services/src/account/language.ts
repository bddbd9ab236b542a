import { tables } from '@assay/db'
import { languages } from '@assay/i18n/languages'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Services, UserCtx } from '../core/context.ts'

export const setLanguageInput = z.strictObject({ language: z.enum(languages) })

/** The language in which this person gets mails and papers. */
export const setLanguage = async (ctx: UserCtx, input: z.input<typeof setLanguageInput>): Promise<void> => {
  const { language } = setLanguageInput.parse(input)
  const { user } = tables
  await ctx.dbs.platform.update(user).set({ language, updatedAt: ctx.now() }).where(eq(user.id, ctx.actor.id))
}

/** Of whoever has this address; null for strangers, and who never said. */
export const languageOf = async (services: Services, email: string): Promise<string | null> => {
  const { user } = tables
  const [found] = await services.dbs.platform
    .select({ language: user.language })
    .from(user)
    .where(eq(user.email, email.toLowerCase()))
  return found?.language ?? null
}

/** Of this person; null: never said. */
export const languageOfUser = async (
  { dbs }: Pick<Services, 'dbs'>,
  userId: string,
): Promise<string | null> => {
  const { user } = tables
  const [found] = await dbs.platform.select({ language: user.language }).from(user).where(eq(user.id, userId))
  return found?.language ?? null
}
