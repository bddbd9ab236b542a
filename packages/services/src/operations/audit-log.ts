import { Readable } from 'node:stream'
import { tables } from '@assay/db'
import { and, desc, eq, gte, ilike, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'
import { toCsv } from '../core/csv.ts'
import { escapeLike, type Page, pageInput } from '../core/page.ts'
import type { PlatformAuditRow } from '../views.ts'

const filters = {
  /** Part of a person's name or address, or a whole id. */
  actor: z.string().trim().max(200).optional(),
  /** Part of a workspace's name, or a whole id. */
  workspace: z.string().trim().max(200).optional(),
  /** The beginning of an action, such as `deployment.`. */
  action: z.string().trim().max(100).optional(),
  /** UTC days, the last one included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
}

export const listPlatformAuditInput = pageInput.extend(filters)
export const exportPlatformAuditInput = z.strictObject(filters)
type Filters = z.output<typeof exportPlatformAuditInput>

const dayMs = 86_400_000

const conditions = ({ actor, workspace, action, from, to }: Filters): SQL | undefined => {
  const { auditEvent: event, user, workspace: place } = tables
  const part = (text: string) => `%${escapeLike(text)}%`
  return and(
    actor
      ? or(ilike(user.name, part(actor)), ilike(user.email, part(actor)), eq(event.actorId, actor))
      : undefined,
    workspace ? or(ilike(place.name, part(workspace)), eq(event.workspaceId, workspace)) : undefined,
    action ? ilike(event.action, `${escapeLike(action)}%`) : undefined,
    from ? gte(event.createdAt, new Date(from)) : undefined,
    to ? lt(event.createdAt, new Date(Date.parse(to) + dayMs)) : undefined,
  )
}

const read = async (
  ctx: OperatorCtx,
  of: Filters,
  { offset, limit }: { offset: number; limit: number },
): Promise<PlatformAuditRow[]> => {
  const { auditEvent: event, user, workspace } = tables
  const rows = await ctx.dbs.platform
    .select({
      id: event.id,
      action: event.action,
      actor: sql<string>`coalesce(${user.name}, ${event.actorId}, ${event.actorType})`,
      actorType: event.actorType,
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      workspaceId: event.workspaceId,
      workspaceName: workspace.name,
      detail: event.detail,
      at: event.createdAt,
    })
    .from(event)
    .leftJoin(user, eq(user.id, event.actorId))
    .leftJoin(workspace, eq(workspace.id, event.workspaceId))
    .where(conditions(of))
    .orderBy(desc(event.createdAt), desc(event.id))
    .limit(limit)
    .offset(offset)
  return rows.map(({ detail, ...row }) => ({
    ...row,
    detail: Object.keys(detail).length === 0 ? '' : JSON.stringify(detail),
  }))
}

/** Who did what in any workspace or to the platform, the newest first. */
export const listPlatformAudit = async (
  ctx: OperatorCtx,
  input: z.input<typeof listPlatformAuditInput>,
): Promise<Page<PlatformAuditRow>> => {
  const { offset, limit, ...of } = listPlatformAuditInput.parse(input)
  const { auditEvent: event, user, workspace } = tables
  const [all] = await ctx.dbs.platform
    .select({ total: sql<number>`count(*)::int` })
    .from(event)
    .leftJoin(user, eq(user.id, event.actorId))
    .leftJoin(workspace, eq(workspace.id, event.workspaceId))
    .where(conditions(of))
  return { items: await read(ctx, of, { offset, limit }), total: all?.total ?? 0 }
}

const columns = [
  'at',
  'actor',
  'actor_type',
  'action',
  'subject_type',
  'subject_id',
  'workspace',
  'workspace_name',
  'detail',
]
const pageRows = 2_000
/** More rows than a spreadsheet opens are no help: a narrower filter is. */
const mostRows = 100_000

async function* lines(ctx: OperatorCtx, of: Filters): AsyncGenerator<string> {
  yield toCsv([columns])
  for (let offset = 0; offset < mostRows; offset += pageRows) {
    const rows = await read(ctx, of, { offset, limit: pageRows })
    if (rows.length > 0) yield toCsv(rows.map(cellsOf))
    if (rows.length < pageRows) return
  }
}

const cellsOf = (row: PlatformAuditRow): string[] => [
  row.at.toISOString(),
  row.actor,
  row.actorType,
  row.action,
  row.subjectType,
  row.subjectId,
  row.workspaceId ?? '',
  row.workspaceName ?? '',
  row.detail,
]

/** The same as CSV; that it was taken away is in the log, too. */
export const exportPlatformAudit = async (
  ctx: OperatorCtx,
  input: z.input<typeof exportPlatformAuditInput>,
): Promise<{ fileName: string; contentType: string; content: Readable }> => {
  const of = exportPlatformAuditInput.parse(input)
  await ctx.dbs.platform.transaction((tx) =>
    writeAudit(
      tx,
      { actor: ctx.actor, workspaceId: null },
      'audit.exported',
      { type: 'report', id: 'audit' },
      of,
    ),
  )
  return {
    fileName: 'audit.csv',
    contentType: 'text/csv; charset=utf-8',
    content: Readable.from(lines(ctx, of)),
  }
}
