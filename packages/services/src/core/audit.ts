import { newId, type Tx, tables } from '@assay/db'
import type { Actor } from './context.ts'

/** Written in the same transaction as what it tells of. */
export const writeAudit = async (
  tx: Tx,
  ctx: { actor: Actor; workspaceId: string | null },
  action: string,
  subject: { type: string; id: string },
  detail: Record<string, unknown> = {},
): Promise<void> => {
  await tx.insert(tables.auditEvent).values({
    id: newId('aud'),
    workspaceId: ctx.workspaceId,
    actorType: ctx.actor.type,
    actorId: ctx.actor.id,
    action,
    subjectType: subject.type,
    subjectId: subject.id,
    detail,
  })
}
