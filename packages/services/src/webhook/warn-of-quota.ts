import { type Tx, tables } from '@assay/db'
import { eq, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { peopleWanting } from '../notification/recipients.ts'
import { emitWebhook } from './emit.ts'

type Reached = {
  workspace_id: string
  period_start: string
  threshold: number
  used: string
  hard_limit: string
}

/** Tells once a period that 75, 90 or 100 % of the predictions which a plan allows are used. */
export const warnOfQuota = (services: Pick<Services, 'dbs' | 'now' | 'publicUrl'>): Promise<number> =>
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
      await tell(services, tx, { workspaceId, threshold, used, limit: hard_limit })
    }
    return told
  })

const tell = async (
  services: Pick<Services, 'publicUrl'>,
  tx: Tx,
  {
    workspaceId,
    threshold,
    used,
    limit,
  }: { workspaceId: string; threshold: number; used: string; limit: string },
): Promise<void> => {
  const [found] = await tx
    .select({ name: tables.workspace.name })
    .from(tables.workspace)
    .where(eq(tables.workspace.id, workspaceId))
  const number = new Intl.NumberFormat('en')
  const then =
    threshold === 100
      ? 'Calls are refused until the next period, or until you choose a larger plan.'
      : 'Once all of them are used, calls are refused until the next period.'
  for (const to of await peopleWanting(tx, workspaceId, 'quota'))
    await enqueue(tx, 'mail.send', {
      to,
      subject: `${found?.name ?? 'Your workspace'}: ${threshold} % of the predictions are used`,
      text: `${number.format(BigInt(used))} of the ${number.format(BigInt(limit))} predictions of this period are used. ${then}\n\n${services.publicUrl}/usage`,
    })
}
