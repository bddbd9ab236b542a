import { tables } from '@assay/db'
import { inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import type { QueuedJob, QueuedJobState } from '../views.ts'

export const listJobsInput = pageInput.extend({
  state: z.enum(['waiting', 'later', 'retrying', 'running', 'dead']).optional(),
  name: z.string().max(100).optional(),
})

type Row = {
  id: string
  name: string
  state: QueuedJobState
  workspace_id: string | null
  subject: Record<string, unknown>
  attempts: number
  max_attempts: number
  created_at: string
  run_at: string
  locked_at: string | null
  last_error: string | null
  total: string
}

/** What is in the queue, whatever has to run first at the top. */
export const listJobs = async (
  ctx: OperatorCtx,
  input: z.input<typeof listJobsInput>,
): Promise<Page<QueuedJob>> => {
  const { state, name, offset, limit } = listJobsInput.parse(input)
  const rows = await ctx.dbs.platform.execute<Row>(
    sql`select * from list_queue_jobs(${state ?? null}, ${name ?? null}, ${offset}, ${limit})`,
  )
  const names = await namesOf(
    ctx,
    rows.flatMap(({ workspace_id: id }) => (id === null ? [] : [id])),
  )
  return {
    items: rows.map((row) => present(row, names)),
    total: Number(rows[0]?.total ?? 0),
  }
}

const present = (row: Row, names: Map<string, string>): QueuedJob => {
  const { workspaceId: _, ...subject } = row.subject
  return {
    id: String(row.id),
    name: row.name,
    state: row.state,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_id === null ? null : (names.get(row.workspace_id) ?? null),
    subject: Object.values(subject)
      .filter((part) => typeof part === 'string')
      .join(' '),
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    createdAt: new Date(row.created_at),
    runAt: new Date(row.run_at),
    lockedAt: row.locked_at === null ? null : new Date(row.locked_at),
    lastError: row.last_error,
  }
}

const namesOf = async (ctx: OperatorCtx, ids: string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map()
  const { workspace } = tables
  const rows = await ctx.dbs.platform
    .select({ id: workspace.id, name: workspace.name })
    .from(workspace)
    .where(inArray(workspace.id, ids))
  return new Map(rows.map(({ id, name }) => [id, name]))
}
