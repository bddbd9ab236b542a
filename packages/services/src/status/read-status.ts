import { tables } from '@assay/db'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Services } from '../core/context.ts'
import { quantileMs } from '../deployment/latencies.ts'
import { NotFound } from '../errors/index.ts'
import { isEnabled } from '../feature/is-enabled.ts'
import type { DayStatus, DeploymentStatus, LatencyPoint, PlatformStatus } from '../views.ts'

const platformParts = ['api', 'worker', 'database', 'queue', 'storage'] as const

type Reading = Pick<Services, 'dbs' | 'now'>

const days = 90
const dayMs = 86_400_000
const hourMs = 3_600_000
/** A part that nobody has looked at for so long is not said to work. */
const freshMs = 180_000

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** The last 90 days in UTC, today's last. */
const lastDays = (now: Date): string[] =>
  Array.from({ length: days }, (_, back) => dayOf(new Date(now.getTime() - (days - 1 - back) * dayMs)))

type HealthRow = { part: string; day: string; seen: number; failed: number }

/** Anybody may ask, as often as they like. */
const rememberedMs = 10_000
const remembered = new WeakMap<Services['dbs'], Map<string, { atMs: number; answer: Promise<unknown> }>>()

const remember = <T>({ dbs, now }: Reading, key: string, read: () => Promise<T>): Promise<T> => {
  const own = remembered.get(dbs) ?? new Map<string, { atMs: number; answer: Promise<unknown> }>()
  remembered.set(dbs, own)
  const nowMs = now().getTime()
  const known = own.get(key)
  // What is kept under a key is what its reader made.
  if (known && nowMs - known.atMs < rememberedMs) return known.answer as Promise<T>
  if (own.size > 1_000) own.clear()
  const answer = read()
  own.set(key, { atMs: nowMs, answer })
  answer.catch(() => own.delete(key))
  return answer
}

/** As `measurePlatform` has it, at most ten seconds old. */
export const readPlatformStatus = (services: Reading): Promise<PlatformStatus> =>
  remember(services, 'platform', () => measurePlatform(services))

/**
 * Each part over 90 days by the minutes in which it was looked at. The API records them itself, so that a minute
 * without a record, after the first one ever, is one in which it was down.
 */
const measurePlatform = async (services: Reading): Promise<PlatformStatus> => {
  const now = services.now()
  const from = new Date(now.getTime() - (days - 1) * dayMs)
  const { platform } = services.dbs
  const rows = await platform.execute<HealthRow>(sql`
    select part, to_char(hour at time zone 'UTC', 'YYYY-MM-DD') as day,
      sum(bit_count(seen::bit(64)))::int as seen, sum(bit_count(failed::bit(64)))::int as failed
    from platform_health where hour >= date_trunc('day', ${from.toISOString()}::timestamptz, 'UTC')
    group by 1, 2`)
  const newest = await platform.execute<{ part: string; ok: boolean; at: string }>(sql`
    select distinct on (part) part, last_ok as ok, last_at as at from platform_health order by part, hour desc`)
  const [first] = await platform.execute<{ at: string | null }>(sql`
    select min(hour + make_interval(mins => (
      select min(n) from generate_series(0, 59) n where (seen >> n) & 1 = 1)::int)) as at
    from platform_health where part = 'api' and hour = (select min(hour) from platform_health where part = 'api')`)
  const begunMs = first?.at ? new Date(first.at).getTime() : now.getTime()
  const byPart = new Map<string, HealthRow>()
  for (const row of rows) byPart.set(`${row.part} ${row.day}`, row)

  const parts = platformParts.map((part) => {
    const minutes = lastDays(now).map((day) => {
      const row = byPart.get(`${part} ${day}`)
      const seen = row?.seen ?? 0
      if (part !== 'api') return { day, up: seen - (row?.failed ?? 0), of: seen }
      const startMs = Math.max(begunMs, Date.parse(day))
      const endMs = Math.min(now.getTime(), Date.parse(day) + dayMs)
      const expected = Math.max(0, Math.floor((endMs - startMs) / 60_000))
      return { day, up: Math.min(seen, expected), of: expected }
    })
    const known = newest.find((one) => one.part === part)
    const fresh = known !== undefined && now.getTime() - new Date(known.at).getTime() < freshMs
    return { part, state: fresh ? (known.ok ? 'up' : 'down') : 'unknown', ...uptimeOf(minutes) } as const
  })
  return { at: now, parts, latency: await readLatency(services, null) }
}

const uptimeOf = (
  minutes: { day: string; up: number; of: number }[],
): { uptime: number | null; days: DayStatus[] } => {
  const up = minutes.reduce((sum, one) => sum + one.up, 0)
  const of = minutes.reduce((sum, one) => sum + one.of, 0)
  return {
    uptime: of > 0 ? up / of : null,
    days: minutes.map((one) => ({ day: one.day, uptime: one.of > 0 ? one.up / one.of : null })),
  }
}

/** Hour by hour over the last day, of one deployment or of all. */
const readLatency = async (
  services: Reading,
  deploymentId: string | null,
): Promise<{ p50Ms: number | null; p99Ms: number | null; hours: LatencyPoint[] }> => {
  const endMs = (Math.floor(services.now().getTime() / hourMs) + 1) * hourMs
  const from = new Date(endMs - dayMs)
  const rows = await services.dbs.platform.execute<{ at: string; step: number; calls: number }>(sql`
    select f.at, (l.n - 1)::int as step, sum(l.calls)::float8 as calls
    from deployment_figures f, unnest(f.latencies) with ordinality as l(calls, n)
    where f.span = 'hour' and f.at >= ${from.toISOString()}::timestamptz and l.calls > 0
      and (${deploymentId}::text is null or f.deployment_id = ${deploymentId})
    group by f.at, l.n`)
  const total: number[] = []
  const hours = Array.from({ length: 24 }, (): number[] => [])
  for (const { at, step, calls } of rows) {
    const steps = hours[Math.floor((new Date(at).getTime() - from.getTime()) / hourMs)]
    if (steps) steps[step] = calls
    total[step] = (total[step] ?? 0) + calls
  }
  const at = (steps: number[], q: number) =>
    quantileMs(
      Array.from(steps, (calls) => calls ?? 0),
      q,
    )
  return {
    p50Ms: at(total, 0.5),
    p99Ms: at(total, 0.99),
    hours: hours.map((steps, hour) => ({
      at: new Date(from.getTime() + hour * hourMs),
      p50Ms: at(steps, 0.5),
      p99Ms: at(steps, 0.99),
    })),
  }
}

export const deploymentStatusInput = z.strictObject({ id: z.string().max(64) })

/**
 * How a deployment did, for anybody: shares and times, never how much it is called. Throws `not_found` alike for an
 * unknown one and for one whose people did not make it public.
 */
export const readDeploymentStatus = async (
  services: Reading,
  input: z.input<typeof deploymentStatusInput>,
): Promise<DeploymentStatus> => {
  const { id } = deploymentStatusInput.parse(input)
  const { deployment } = tables
  const [row] = await services.dbs.platform
    .select({
      name: deployment.name,
      stoppedAt: deployment.stoppedAt,
      workspaceId: deployment.workspaceId,
    })
    .from(deployment)
    .where(and(eq(deployment.id, id), eq(deployment.publicStatus, true)))
  if (!row || !(await isEnabled(services, 'public_pages', row.workspaceId)))
    throw new NotFound('deployment', id)
  return measureDeployment(services, id, row)
}

/** How a deployment did, at most ten seconds old, for pages whose own condition holds. */
export const measureDeployment = (
  services: Reading,
  id: string,
  row: { name: string; stoppedAt: Date | null },
): Promise<DeploymentStatus> => remember(services, id, () => measure(services, id, row))

const measure = async (
  services: Reading,
  id: string,
  row: { name: string; stoppedAt: Date | null },
): Promise<DeploymentStatus> => {
  const { platform } = services.dbs
  const now = services.now()
  const from = new Date(now.getTime() - (days - 1) * dayMs)
  const counted = await platform.execute<{
    day: string
    up: number
    of: number
    recent: number
    bad: number
  }>(sql`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, sum(answered)::float8 as up,
      sum(answered + overloaded + failed)::float8 as of,
      coalesce(sum(answered + overloaded + failed) filter (where at >= date_trunc('hour', ${now.toISOString()}::timestamptz, 'UTC')), 0)::float8 as recent,
      coalesce(sum(overloaded + failed) filter (where at >= date_trunc('hour', ${now.toISOString()}::timestamptz, 'UTC')), 0)::float8 as bad
    from deployment_figures
    where deployment_id = ${id} and span = 'hour' and at >= date_trunc('day', ${from.toISOString()}::timestamptz, 'UTC')
    group by 1`)
  const byDay = new Map(counted.map((one) => [one.day, one]))
  const recent = counted.reduce((sum, one) => sum + one.recent, 0)
  const bad = counted.reduce((sum, one) => sum + one.bad, 0)
  return {
    at: now,
    name: row.name,
    state: row.stoppedAt ? 'stopped' : recent > 0 && bad / recent > 0.05 ? 'down' : 'up',
    ...uptimeOf(
      lastDays(now).map((day) => ({ day, up: byDay.get(day)?.up ?? 0, of: byDay.get(day)?.of ?? 0 })),
    ),
    latency: await readLatency(services, id),
  }
}
