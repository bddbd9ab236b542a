import { Readable } from 'node:stream'
import type { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { toCsv } from '../core/csv.ts'
import type { AuditView } from '../views.ts'
import { auditFilter, readAudit } from './audit-trail.ts'

const rowsAtOnce = 2_000
const header = ['at', 'who', 'action', 'subject_type', 'subject_id', 'subject_name', 'detail']

const cellsOf = (one: AuditView): string[] => [
  one.at.toISOString(),
  one.actor,
  one.action,
  one.subjectType,
  one.subjectId,
  one.subjectName ?? '',
  JSON.stringify(one.detail),
]

/** The trail as CSV, a part at a time; that it was taken is written down first. */
export const exportAudit = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof auditFilter>,
): Promise<{ fileName: string; contentType: string; content: Readable }> => {
  const filter = auditFilter.parse(input)
  await inWorkspace(ctx, 'admin', (tx) =>
    writeAudit(tx, ctx, 'audit.exported', { type: 'workspace', id: ctx.workspaceId }, filter),
  )
  const [newest] = await inWorkspace(ctx, 'admin', (tx) => readAudit(tx, {}, { offset: 0, limit: 1 }))
  const until = newest?.at ?? ctx.now()
  async function* lines(): AsyncGenerator<string> {
    yield toCsv([header])
    for (let offset = 0; ; offset += rowsAtOnce) {
      const rows = await inWorkspace(ctx, 'admin', (tx) =>
        readAudit(tx, filter, { offset, limit: rowsAtOnce, until }),
      )
      if (rows.length > 0) yield toCsv(rows.map(cellsOf))
      if (rows.length < rowsAtOnce) return
    }
  }
  return {
    fileName: 'audit-log.csv',
    contentType: 'text/csv; charset=utf-8',
    content: Readable.from(lines()),
  }
}
