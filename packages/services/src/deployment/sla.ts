import { type Tx, tables } from '@assay/db'
import { asc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { NotFound } from '../errors/index.ts'
import type { SlaMonth, SlaReport, SlaVerdict } from '../views.ts'
import { presentTerms } from './dedicate.ts'
import { quantileMs } from './latencies.ts'
import { deploymentId } from './manage.ts'

type Terms = typeof tables.dedicatedTerms.$inferSelect
type Sums = { month: string; answered: number; excluded: number; overloaded: number; failed: number }

/** As long as the hours of the figures are kept. */
const mostMonths = 13

const startOf = (at: Date, later: number): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later, 1))

/** An hour counts that was at any moment within terms. */
const countedHours = (id: string, since: Date) => sql`
  from ${tables.deploymentFigures} f
  where f.deployment_id = ${id} and f.span = 'hour' and f.at >= ${since.toISOString()}::timestamptz
    and exists (select 1 from ${tables.dedicatedTerms} t where t.deployment_id = f.deployment_id
      and f.at >= date_trunc('hour', t.from_at, 'UTC') and (t.ended_at is null or f.at < t.ended_at))`
const monthOf = sql`to_char(f.at at time zone 'UTC', 'YYYY-MM')`

const readLatencies = async (tx: Tx, id: string, since: Date): Promise<Map<string, number[]>> => {
  const rows = await tx.execute<{ month: string; step: number; calls: number }>(sql`
    select h.month, u.n::int - 1 as step, sum(u.c)::float8 as calls
    from (select ${monthOf} as month, f.latencies ${countedHours(id, since)}) h
    cross join unnest(h.latencies) with ordinality as u(c, n)
    group by h.month, u.n order by u.n`)
  const months = new Map<string, number[]>()
  for (const { month, step, calls } of rows) {
    const steps = months.get(month) ?? []
    steps[step] = calls
    months.set(month, steps)
  }
  return months
}

const judge = (met: boolean | null): SlaVerdict => (met === null ? 'no_calls' : met ? 'met' : 'missed')

const present = (
  month: string,
  open: boolean,
  terms: Terms,
  sums: Sums | undefined,
  latencies: number[],
): SlaMonth => {
  const { answered = 0, excluded = 0, overloaded = 0, failed = 0 } = sums ?? {}
  const calls = answered + overloaded + failed
  // Rounded down, so that a share just below its target never reads as the target.
  const availability = calls === 0 ? null : Math.floor((answered * 10_000) / calls)
  const p95Ms = quantileMs(latencies, 0.95)
  return {
    month,
    open,
    calls,
    answered,
    overloaded,
    failed,
    excluded,
    availabilityBasisPoints: availability,
    availabilityTarget: terms.availabilityBasisPoints,
    availability: judge(availability === null ? null : availability >= terms.availabilityBasisPoints),
    p95Ms,
    p95TargetMs: terms.p95TargetMs,
    p95: judge(p95Ms === null ? null : p95Ms <= terms.p95TargetMs),
  }
}

const report = async (tx: Tx, id: string, now: Date): Promise<SlaReport> => {
  const { deployment, dedicatedTerms } = tables
  const [of] = await tx.select({ name: deployment.name }).from(deployment).where(eq(deployment.id, id))
  if (!of) throw new NotFound('deployment', id)
  const terms = await tx
    .select()
    .from(dedicatedTerms)
    .where(eq(dedicatedTerms.deploymentId, id))
    .orderBy(asc(dedicatedTerms.fromAt), asc(dedicatedTerms.id))
  const since = startOf(now, 1 - mostMonths)
  const sums = await tx.execute<Sums>(sql`
    select ${monthOf} as month, sum(f.answered)::float8 as answered, sum(f.refused + f.limited)::float8 as excluded,
      sum(f.overloaded)::float8 as overloaded, sum(f.failed)::float8 as failed
    ${countedHours(id, since)} group by 1`)
  const latencies = await readLatencies(tx, id, since)
  const months = Array.from({ length: mostMonths }, (_, back): SlaMonth[] => {
    const [start, end] = [startOf(now, -back), startOf(now, 1 - back)]
    const last = terms.findLast(
      ({ fromAt, endedAt }) => fromAt < end && (endedAt === null || endedAt > start),
    )
    if (!last) return []
    const month = start.toISOString().slice(0, 7)
    const own = sums.find((one) => one.month === month)
    const steps = Array.from(latencies.get(month) ?? [], (calls) => calls ?? 0)
    return [present(month, back === 0, last, own, steps)]
  })
  const current = terms.find(({ endedAt }) => endedAt === null)
  return {
    deploymentId: id,
    name: of.name,
    terms: current ? presentTerms(current) : null,
    months: months.flat(),
  }
}

/**
 * How a dedicated deployment kept what was agreed on, by calendar month in UTC, the newest first.
 *
 * Availability is answered calls ÷ (answered + overloaded + failed), in basis points, rounded down. Refusals that are
 * the caller's fault do not count on either side: a bad input or key, the deployment's own rate, a quota or a cap. p95
 * is the time within which 95 % of the answered calls were, from the key being checked to the durable answer: the
 * upper end of a step of the histogram, up to 19 % too long, so that a doubt is the tenant's. Counted are the whole
 * hours in which terms were in force; a month is held to the last terms in force in it.
 *
 * @throws NotFound where the workspace has no such deployment
 */
export const slaReport = (ctx: WorkspaceCtx, input: z.input<typeof deploymentId>): Promise<SlaReport> => {
  const { id } = deploymentId.parse(input)
  return inWorkspace(ctx, 'viewer', (tx) => report(tx, id, ctx.now()))
}

/** The same of any workspace's deployment. */
export const slaReportAsOperator = (
  ctx: OperatorCtx,
  input: z.input<typeof deploymentId>,
): Promise<SlaReport> => {
  const { id } = deploymentId.parse(input)
  return ctx.dbs.platform.transaction((tx) => report(tx, id, ctx.now()))
}
