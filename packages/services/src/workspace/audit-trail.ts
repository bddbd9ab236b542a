import { type Tx, tables } from '@assay/db'
import { and, asc, desc, eq, gte, isNotNull, like, lt, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { AuditChoices, AuditView } from '../views.ts'

export const auditFilter = z.strictObject({
  /** Whoever did it: a user's or a key's id, or `system`. */
  who: z.string().max(64).optional(),
  /** The first part of what was done: `dataset` of `dataset.renamed`. */
  what: z.string().max(64).optional(),
  /** Days in UTC, both included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export type AuditFilter = z.infer<typeof auditFilter>

export const listAuditInput = pageInput.extend(auditFilter.shape)

const { auditEvent, apiKey, dataset, deployment, invitation, model, user } = tables
const dayMs = 86_400_000

const matching = ({ who, what, from, to }: AuditFilter) =>
  and(
    who === 'system' ? eq(auditEvent.actorType, 'system') : who ? eq(auditEvent.actorId, who) : undefined,
    what ? like(auditEvent.action, `${what.replaceAll(/[\\%_]/g, '\\$&')}.%`) : undefined,
    from ? gte(auditEvent.createdAt, new Date(from)) : undefined,
    to ? lt(auditEvent.createdAt, new Date(new Date(to).getTime() + dayMs)) : undefined,
  )

/** Names as they are now; what is gone is named by its id alone. */
const named = (tx: Tx) =>
  tx
    .select({
      id: auditEvent.id,
      action: auditEvent.action,
      subjectType: auditEvent.subjectType,
      subjectId: auditEvent.subjectId,
      subjectName: sql<
        string | null
      >`coalesce(${dataset.name}, ${model.name}, ${deployment.name}, ${invitation.email},
        (select k.name from ${apiKey} k where k.id = ${auditEvent.subjectId}),
        (select u.name from ${user} u where u.id = ${auditEvent.subjectId}))`,
      detail: auditEvent.detail,
      actor: sql<string>`coalesce(${user.name}, ${apiKey.name}, ${auditEvent.detail}->>'operator', ${auditEvent.actorId}, ${auditEvent.actorType})`,
      actorType: auditEvent.actorType,
      at: auditEvent.createdAt,
    })
    .from(auditEvent)
    .leftJoin(user, eq(user.id, auditEvent.actorId))
    .leftJoin(apiKey, eq(apiKey.id, auditEvent.actorId))
    .leftJoin(dataset, eq(dataset.id, auditEvent.subjectId))
    .leftJoin(model, eq(model.id, auditEvent.subjectId))
    .leftJoin(deployment, eq(deployment.id, auditEvent.subjectId))
    .leftJoin(invitation, eq(invitation.id, auditEvent.subjectId))

/** A page of the trail, the newest first; what comes after `until` shifts no later page. */
export const readAudit = (
  tx: Tx,
  filter: AuditFilter,
  { offset, limit, until }: { offset: number; limit: number; until?: Date },
): Promise<AuditView[]> =>
  named(tx)
    .where(and(matching(filter), until && lte(auditEvent.createdAt, until)))
    .orderBy(desc(auditEvent.createdAt), desc(auditEvent.id))
    .limit(limit)
    .offset(offset)

export const listAudit = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listAuditInput>,
): Promise<Page<AuditView>> => {
  const { offset, limit, ...filter } = listAuditInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => ({
    items: await readAudit(tx, filter, { offset, limit }),
    total: await tx.$count(auditEvent, matching(filter)),
  }))
}

/** Whoever has done something in the workspace, and what kinds of things were done. */
export const listAuditChoices = (ctx: WorkspaceCtx): Promise<AuditChoices> =>
  inWorkspace(ctx, 'admin', async (tx) => {
    const who = await tx
      .select({
        id: sql<string>`${auditEvent.actorId}`,
        name: sql<string>`coalesce(max(${user.name}), max(${apiKey.name}), max(${auditEvent.detail}->>'operator'), ${auditEvent.actorId})`,
      })
      .from(auditEvent)
      .leftJoin(user, eq(user.id, auditEvent.actorId))
      .leftJoin(apiKey, eq(apiKey.id, auditEvent.actorId))
      .where(isNotNull(auditEvent.actorId))
      .groupBy(auditEvent.actorId)
      .orderBy(asc(sql`2`))
      .limit(200)
    const what = await tx
      .selectDistinct({ area: sql<string>`split_part(${auditEvent.action}, '.', 1)` })
      .from(auditEvent)
      .orderBy(asc(sql`1`))
    return { who, what: what.map(({ area }) => area) }
  })
