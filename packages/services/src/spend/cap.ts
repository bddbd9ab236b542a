import { type CapBehaviour, tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { refreshCeiling } from '../billing/balance.ts'
import { requireLive } from '../billing/subscription-rows.ts'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import type { SpendCapView } from '../views.ts'
import { readSpend } from './read-spend.ts'

export const capBehaviours = ['stop', 'degrade', 'warn'] as const satisfies readonly CapBehaviour[]

/** Whole minor units; null takes the cap away. */
export const capLimit = z
  .string()
  .regex(/^[1-9]\d{0,11}$/, 'A cap must be a whole number of minor units above zero.')
  .nullable()

export const setSpendCapInput = z.strictObject({
  limitMinor: capLimit,
  behaviour: z.enum(capBehaviours).default('stop'),
})

const ofWorkspace = (ctx: WorkspaceCtx) => eq(tables.spendCap.workspaceId, ctx.workspaceId)

/** The cap with what the running period has spent against it, and the warnings that were given. */
export const getSpendCap = (ctx: WorkspaceCtx): Promise<SpendCapView> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const { version } = await requireLive(tx, ctx.workspaceId)
    const [cap] = await tx.select().from(tables.spendCap).where(ofWorkspace(ctx))
    const spend = await readSpend(tx, ctx.workspaceId)
    const { spendNotice } = tables
    const notices = await tx.select().from(spendNotice).orderBy(desc(spendNotice.createdAt)).limit(12)
    return {
      currency: version.currency,
      limitMinor: cap?.currency === version.currency ? cap.limitMinor.toString() : null,
      behaviour: cap?.behaviour ?? 'stop',
      spent: spend?.exact ?? '0',
      periodEnd: spend?.periodEnd ?? null,
      notices: notices.map(({ id, threshold, limitMinor, currency, createdAt }) => ({
        id,
        threshold,
        limitMinor: limitMinor.toString(),
        currency,
        createdAt,
      })),
    }
  })

/**
 * The most that usage may cost in a period. It holds from this moment: the counter that admits calls is brought to
 * it in the same transaction. A cap below what is spent already stops at once and takes nothing back.
 */
export const setSpendCap = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof setSpendCapInput>,
): Promise<SpendCapView> => {
  const { limitMinor, behaviour } = setSpendCapInput.parse(input)
  await inWorkspace(ctx, 'admin', async (tx) => {
    const { version } = await requireLive(tx, ctx.workspaceId)
    if (limitMinor === null) await tx.delete(tables.spendCap).where(ofWorkspace(ctx))
    else {
      const cap = {
        currency: version.currency,
        limitMinor: BigInt(limitMinor),
        behaviour,
        updatedAt: ctx.now(),
      }
      await tx
        .insert(tables.spendCap)
        .values({ workspaceId: ctx.workspaceId, ...cap })
        .onConflictDoUpdate({ target: tables.spendCap.workspaceId, set: cap })
    }
    await refreshCeiling(tx, ctx.workspaceId, ctx.now())
    const subject = { type: 'spend_cap', id: ctx.workspaceId }
    await writeAudit(tx, ctx, 'spend_cap.set', subject, { limitMinor, behaviour })
    await notifyChange(tx, { topic: 'billing', workspaceId: ctx.workspaceId, id: ctx.workspaceId })
  })
  return getSpendCap(ctx)
}
