import { tables } from '@assay/db'
import { desc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { AuditView } from '../views.ts'

export const listAudit = (ctx: WorkspaceCtx, input: z.input<typeof pageInput>): Promise<Page<AuditView>> => {
  const { offset, limit } = pageInput.parse(input)
  const { auditEvent, user } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    const rows = await tx
      .select({
        id: auditEvent.id,
        action: auditEvent.action,
        subjectType: auditEvent.subjectType,
        subjectId: auditEvent.subjectId,
        actor: sql<string>`coalesce(${user.name}, ${auditEvent.actorId}, ${auditEvent.actorType})`,
        at: auditEvent.createdAt,
      })
      .from(auditEvent)
      .leftJoin(user, eq(user.id, auditEvent.actorId))
      .orderBy(desc(auditEvent.createdAt), desc(auditEvent.id))
      .limit(limit)
      .offset(offset)
    return { items: rows, total: await tx.$count(auditEvent) }
  })
}
