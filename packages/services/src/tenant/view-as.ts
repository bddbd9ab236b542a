import { newId, type Tx, tables } from '@assay/db'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { plainText } from '../core/page.ts'
import { AssayError } from '../errors/index.ts'
import type { WorkspaceView } from '../workspace/membership.ts'
import { findTenant, nameOf, tenantInput } from './lookup.ts'
import { requirePerson } from './notes.ts'

export const startViewInput = tenantInput.extend({
  /** Stands in both logs. */
  reason: plainText(300),
  minutes: z.union([z.literal(15), z.literal(30), z.literal(60)]).default(15),
})

/** The operator sees the workspace as a viewer of it does, for a while, and changes nothing. */
export const startView = (
  ctx: OperatorCtx,
  input: z.input<typeof startViewInput>,
): Promise<{ expiresAt: Date }> => {
  const { workspaceId, reason, minutes } = startViewInput.parse(input)
  const operatorId = requirePerson(ctx)
  const startedAt = ctx.now()
  const expiresAt = new Date(startedAt.getTime() + minutes * 60_000)
  return ctx.dbs.platform.transaction(async (tx) => {
    await findTenant(tx, workspaceId)
    const { member } = tables
    const own = and(eq(member.workspaceId, workspaceId), eq(member.userId, operatorId))
    if ((await tx.$count(member, own)) > 0)
      throw new AssayError(
        'conflict',
        'You are a member of this workspace. Open it from the workspace switcher.',
      )
    await closeViews(tx, { workspaceId, operatorId, at: startedAt })
    const id = newId('opv')
    await tx.insert(tables.operatorView).values({ id, workspaceId, operatorId, reason, startedAt, expiresAt })
    const about = { reason, minutes, operator: await nameOf(tx, operatorId) }
    await writeAudit(
      tx,
      { actor: ctx.actor, workspaceId },
      'operator.view_started',
      { type: 'view', id },
      about,
    )
    return { expiresAt }
  })
}

/** Ends the operator's look at a workspace; without one it changes nothing. */
export const endView = (ctx: OperatorCtx, input: z.input<typeof tenantInput>): Promise<void> => {
  const { workspaceId } = tenantInput.parse(input)
  const operatorId = requirePerson(ctx)
  return ctx.dbs.platform.transaction(async (tx) => {
    for (const id of await closeViews(tx, { workspaceId, operatorId, at: ctx.now() }))
      await writeAudit(
        tx,
        { actor: ctx.actor, workspaceId },
        'operator.view_ended',
        { type: 'view', id },
        {
          operator: await nameOf(tx, operatorId),
        },
      )
  })
}

const closeViews = async (
  tx: Tx,
  of: { workspaceId: string; operatorId: string; at: Date },
): Promise<string[]> => {
  const { operatorView } = tables
  const ended = await tx
    .update(operatorView)
    .set({ endedAt: of.at })
    .where(
      and(
        eq(operatorView.workspaceId, of.workspaceId),
        eq(operatorView.operatorId, of.operatorId),
        isNull(operatorView.endedAt),
        gt(operatorView.expiresAt, of.at),
      ),
    )
    .returning({ id: operatorView.id })
  return ended.map(({ id }) => id)
}

/** A page that is open asks for the same again and again; within a process it is written once for each look. */
const seen = new Set<string>()
const mostSeen = 20_000

/** Notes in the workspace's log what an operator has read of it, before it is answered. */
export const recordViewAccess = async (
  ctx: WorkspaceCtx,
  view: WorkspaceView,
  access: { procedure: string; input: unknown },
): Promise<void> => {
  const asked = JSON.stringify(access.input ?? null).slice(0, 500)
  const key = `${view.id} ${access.procedure} ${asked}`
  if (seen.has(key)) return
  await ctx.dbs.platform.transaction((tx) =>
    writeAudit(
      tx,
      ctx,
      'operator.viewed',
      { type: 'view', id: view.id },
      {
        read: access.procedure,
        asked,
        operator: view.operator,
      },
    ),
  )
  if (seen.size >= mostSeen) seen.clear()
  seen.add(key)
}
