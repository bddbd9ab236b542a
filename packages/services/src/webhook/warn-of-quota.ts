import { tables } from '@assay/db'
import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { emitWebhook } from './emit.ts'

type Reached = {
  workspace_id: string
  period_start: string
  threshold: number
  used: string
  hard_limit: string
}

/** Tells once a period that 75, 90 or 100 % of the predictions which a plan allows are used. */
export const warnOfQuota = (services: Pick<Services, 'dbs' | 'now'>): Promise<number> =>
  services.dbs.platform.transaction(async (tx) => {
    const now = services.now()
    const reached = await tx.execute<Reached>(sql`
      select b.workspace_id, b.period_start, t.threshold, b.used::text, b.hard_limit::text
      from quota_balance b cross join unnest(array[75, 90, 100]) as t(threshold)
      where b.meter = 'predictions' and b.hard_limit > 0 and b.used * 100 >= b.hard_limit * t.threshold
        and b.period_start <= ${now.toISOString()}::timestamptz and b.period_end > ${now.toISOString()}::timestamptz
        and not exists (select from quota_notice n where n.workspace_id = b.workspace_id
          and n.period_start = b.period_start and n.threshold = t.threshold)
      order by b.workspace_id, t.threshold`)
    let told = 0
    for (const { workspace_id: workspaceId, period_start, threshold, used, hard_limit } of reached) {
      const periodStart = new Date(period_start)
      const [fresh] = await tx
        .insert(tables.quotaNotice)
        .values({ workspaceId, periodStart, threshold, createdAt: now })
        .onConflictDoNothing()
        .returning()
      if (!fresh) continue
      told += 1
      const data = { percent: threshold, used, limit: hard_limit, periodStart: periodStart.toISOString() }
      await emitWebhook(tx, workspaceId, 'quota.reached', data, now)
    }
    return told
  })
