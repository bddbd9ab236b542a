import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockBilling, requireLive } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { insertGrant } from './insert-grant.ts'

export const grantCreditsInput = z.strictObject({
  workspaceId: z.string().max(64),
  amountMinor: z.string().regex(/^[1-9]\d{0,8}$/, 'An amount is a whole number of minor units above zero.'),
  source: z.enum(['operator', 'promotion']),
  /** The lowest is used up first; what is bought has 100. */
  priority: z.int().min(0).max(1_000).default(50),
  expiresAt: z.coerce.date().nullable().default(null),
  note: z.string().trim().max(200).default(''),
})

/** Puts credits into a tenant's wallet without a payment. */
export const grantCredits = async (
  ctx: OperatorCtx,
  input: z.input<typeof grantCreditsInput>,
): Promise<{ id: string }> => {
  const { workspaceId, amountMinor, ...terms } = grantCreditsInput.parse(input)
  if (terms.expiresAt !== null && terms.expiresAt <= ctx.now())
    throw new AssayError('invalid_request', 'Credits must expire in the future.', {
      param: 'expiresAt',
    })
  return ctx.dbs.platform.transaction(async (tx) => {
    const { workspace } = tables
    const [found] = await tx.select({ id: workspace.id }).from(workspace).where(eq(workspace.id, workspaceId))
    if (!found) throw new NotFound('workspace', workspaceId)
    await lockBilling(tx, workspaceId)
    const { version } = await requireLive(tx, workspaceId)
    const grant = { ...terms, workspaceId, currency: version.currency, amountMinor: BigInt(amountMinor) }
    const id = await insertGrant(tx, { ...grant, topUpId: null }, ctx.now())
    const subject = { type: 'credit_grant', id }
    await writeAudit(tx, { actor: ctx.actor, workspaceId }, 'credits.granted', subject, {
      amountMinor,
      source: terms.source,
      note: terms.note,
    })
    return { id }
  })
}
