import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import type { PlatformPart } from '../views.ts'

export type HealthCheck = { at: Date; part: PlatformPart; ok: boolean }

/** Marks the minutes of these checks. */
export const recordHealth = async (services: Pick<Services, 'dbs'>, checks: HealthCheck[]): Promise<void> => {
  for (const { at, part, ok } of checks) {
    const bit = (1n << BigInt(at.getUTCMinutes())).toString()
    await services.dbs.platform.execute(sql`
      insert into platform_health as h (part, hour, seen, failed, last_ok, last_at)
      values (${part}, date_trunc('hour', ${at.toISOString()}::timestamptz, 'UTC'), ${bit}::bigint,
        ${ok ? '0' : bit}::bigint, ${ok}, ${at.toISOString()}::timestamptz)
      on conflict (part, hour) do update set
        seen = h.seen | excluded.seen,
        failed = h.failed | excluded.failed,
        last_ok = case when excluded.last_at >= h.last_at then excluded.last_ok else h.last_ok end,
        last_at = greatest(h.last_at, excluded.last_at)`)
  }
}

const keptDays = 100

export const sweepHealth = async (services: Pick<Services, 'dbs' | 'now'>): Promise<void> => {
  await services.dbs.platform.execute(sql`
    delete from platform_health
    where hour < ${services.now().toISOString()}::timestamptz - make_interval(days => ${keptDays})`)
}
