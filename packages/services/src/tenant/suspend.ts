import { type Tx, tables } from '@assay/db'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import type { SuspendedBilling } from '../views.ts'
import { cancelRuns, continueBilling, pauseBilling, tellStanding } from './halt.ts'
import { findTenant, nameOf, tenantInput } from './lookup.ts'
import { requirePerson } from './notes.ts'

export const suspendTenantInput = tenantInput.extend({
  /** The workspace's name, typed. */
  confirm: plainText(200),
  /** Shown to its people, as a sentence. */
  reason: plainText(500),
  /** Whom they may ask: an address or a link. */
  contact: plainText(200),
})

/**
 * Stops a workspace: its calls are refused from this transaction on, its runs are cancelled, and its subscription is
 * paused so that nothing is billed. Data and models stay, and its people can read them.
 */
export const suspendTenant = async (
  ctx: OperatorCtx,
  input: z.input<typeof suspendTenantInput>,
): Promise<{ billing: SuspendedBilling }> => {
  const { workspaceId, confirm, reason, contact } = suspendTenantInput.parse(input)
  const suspendedBy = requirePerson(ctx)
  await ctx.dbs.platform.transaction(async (tx) => {
    const { name } = await findTenant(tx, workspaceId)
    if (confirm !== name)
      throw new AssayError('invalid_request', `Type the workspace's name, ${name}, to suspend it.`, {
        param: 'confirm',
      })
    const made = await tx
      .insert(tables.workspaceSuspension)
      .values({ workspaceId, reason, contact, suspendedBy, suspendedAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: tables.workspaceSuspension.workspaceId })
    if (made.length === 0) throw new AssayError('conflict', 'This workspace is already suspended.')
    await cancelRuns(tx, workspaceId, ctx.now())
    await settle(tx, ctx, workspaceId, 'workspace.suspended', { reason })
  })
  return { billing: await pauseBilling(ctx, workspaceId) }
}

/** The workspace goes on as before; what was cancelled is not begun again by itself. */
export const reactivateTenant = async (
  ctx: OperatorCtx,
  input: z.input<typeof tenantInput>,
): Promise<void> => {
  const { workspaceId } = tenantInput.parse(input)
  requirePerson(ctx)
  const { workspaceSuspension } = tables
  const paused = await ctx.dbs.platform.transaction(async (tx) => {
    const [gone] = await tx
      .delete(workspaceSuspension)
      .where(and(eq(workspaceSuspension.workspaceId, workspaceId), eq(workspaceSuspension.cause, 'operator')))
      .returning()
    if (!gone) throw new AssayError('conflict', 'This workspace is not suspended.')
    await settle(tx, ctx, workspaceId, 'workspace.reactivated')
    return gone.pausedSubscription
  })
  if (paused) await continueBilling(ctx, workspaceId)
}

const settle = async (
  tx: Tx,
  ctx: OperatorCtx,
  workspaceId: string,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> => {
  await tellStanding(tx, workspaceId, ctx.now())
  const subject = { type: 'workspace', id: workspaceId }
  const operator = await nameOf(tx, ctx.actor.id)
  await writeAudit(tx, { actor: ctx.actor, workspaceId }, action, subject, { ...detail, operator })
}
