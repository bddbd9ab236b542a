import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import type { OperatorCtx } from '../core/context.ts'

const ids = z
  .array(z.string().regex(/^\d{1,18}$/, 'Identify a job by its number.'))
  .min(1)
  .max(500)

/** Null: every job that has failed for good. */
export const retryJobsInput = z.strictObject({ ids: ids.nullable() })
export const discardJobsInput = z.strictObject({ ids })

const bigints = (list: string[] | null): SQL =>
  list === null ? sql`null::bigint[]` : sql`${`{${list.join(',')}}`}::bigint[]`

const settle = (
  ctx: OperatorCtx,
  work: SQL,
  action: string,
  of: string[] | null,
): Promise<{ jobs: number }> =>
  ctx.dbs.platform.transaction(async (tx) => {
    const [row] = await tx.execute<{ jobs: number }>(work)
    const jobs = row?.jobs ?? 0
    const subject = { type: 'job', id: of?.length === 1 ? (of[0] ?? '') : 'queue' }
    if (jobs > 0) await writeAudit(tx, { actor: ctx.actor, workspaceId: null }, action, subject, { jobs })
    return { jobs }
  })

/** Gives jobs that failed for good all their attempts again, from now. Resolves to how many there were. */
export const retryJobs = (
  ctx: OperatorCtx,
  input: z.input<typeof retryJobsInput>,
): Promise<{ jobs: number }> => {
  const { ids: of } = retryJobsInput.parse(input)
  return settle(ctx, sql`select retry_dead_jobs(${bigints(of)}) as jobs`, 'job.retried', of)
}

/** Takes jobs that failed for good out of the queue; what waits or runs stays. */
export const discardJobs = (
  ctx: OperatorCtx,
  input: z.input<typeof discardJobsInput>,
): Promise<{ jobs: number }> => {
  const { ids: of } = discardJobsInput.parse(input)
  return settle(ctx, sql`select discard_dead_jobs(${bigints(of)}) as jobs`, 'job.discarded', of)
}
