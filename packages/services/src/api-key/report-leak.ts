import { tables, withWorkspace } from '@assay/db'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { asSystem, type Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { apiKeyPattern, hashApiKey } from './create.ts'
import { lockKey, tellKeyChange } from './lock.ts'

export const reportLeakInput = z.strictObject({
  key: z.string().trim().regex(apiKeyPattern, 'must be a whole API key'),
  /** Where it was found. */
  foundAt: z.string().trim().max(500).default(''),
})

/**
 * Whoever holds a key may end it: it is revoked at once, and those who manage the workspace hear of it by mail.
 * Answers false for a key that is unknown or revoked already.
 */
export const reportLeakedKey = async (
  services: Services,
  input: z.input<typeof reportLeakInput>,
): Promise<{ revoked: boolean }> => {
  const { key, foundAt } = reportLeakInput.parse(input)
  const { apiKey, member, user } = tables
  const [known] = await services.dbs.platform
    .select({ id: apiKey.id, workspaceId: apiKey.workspaceId })
    .from(apiKey)
    .where(and(eq(apiKey.hash, hashApiKey(key)), isNull(apiKey.revokedAt)))
  if (!known) return { revoked: false }
  const ctx = asSystem(services, known.workspaceId)
  const people = await services.dbs.platform
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(eq(member.workspaceId, known.workspaceId), inArray(member.role, ['owner', 'admin'])))
  return withWorkspace(services.dbs.app, known.workspaceId, async (tx) => {
    const row = await lockKey(tx, known.id)
    if (row.revokedAt) return { revoked: false }
    await tx.update(apiKey).set({ revokedAt: services.now() }).where(eq(apiKey.id, known.id))
    await tellKeyChange(tx, row)
    await writeAudit(tx, ctx, 'api_key.leak_reported', { type: 'api_key', id: known.id }, { foundAt })
    const where = foundAt === '' ? '' : `\n\nWhere it was found: ${foundAt}`
    for (const { email } of people)
      await enqueue(tx, 'mail.send', {
        to: email,
        subject: `The API key “${row.name}” was found in public and has been revoked`,
        text: `Someone reported the API key “${row.name}” (${row.prefix}…) as leaked. It is refused from now on.${where}\n\nCreate another one: ${services.publicUrl}/settings/keys\nReview its recent calls: ${services.publicUrl}/usage`,
      })
    return { revoked: true }
  })
}
