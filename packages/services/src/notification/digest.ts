import { type Tx, tables } from '@assay/db'
import { and, eq, lte, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'

const weekMs = 7 * 86_400_000

type Week = {
  name: string
  deployments: { name: string; calls: number; predictions: number; troubles: number }[]
  trained: number
  failed: number
  alerts: number
}

const readWeek = async (tx: Tx, workspaceId: string, from: Date): Promise<Week | null> => {
  const since = sql`${from.toISOString()}::timestamptz`
  const [about] = await tx.execute<Omit<Week, 'deployments'>>(sql`
    select w.name,
      (select count(*)::int from training_job j where j.workspace_id = w.id and j.status = 'succeeded'
        and j.finished_at >= ${since}) as trained,
      (select count(*)::int from training_job j where j.workspace_id = w.id and j.status = 'failed'
        and j.finished_at >= ${since}) as failed,
      (select count(*)::int from drift_alert a where a.workspace_id = w.id and a.cleared_at is null) as alerts
    from workspace w where w.id = ${workspaceId} and w.erase_at is null`)
  if (!about) return null
  const deployments = await tx.execute<Week['deployments'][number]>(sql`
    select d.name, sum(f.answered)::int as calls, sum(f.inputs)::int as predictions,
      sum(f.refused + f.limited + f.overloaded + f.failed)::int as troubles
    from deployment_figures f join deployment d on d.id = f.deployment_id
    where f.workspace_id = ${workspaceId} and f.span = 'hour' and f.at >= ${since}
    group by d.name order by 2 desc limit 10`)
  return { ...about, deployments: [...deployments] }
}

const textOf = ({ deployments, trained, failed, alerts }: Week, link: string): string => {
  const number = new Intl.NumberFormat('en')
  const calls = deployments.map(
    (one) =>
      `- ${one.name}: ${number.format(one.calls)} calls, ${number.format(one.predictions)} predictions, ${number.format(one.troubles)} not answered`,
  )
  const runs = failed > 0 ? `${trained} runs finished, ${failed} failed.` : `${trained} runs finished.`
  return [
    calls.length > 0
      ? `Calls in the last seven days:\n${calls.join('\n')}`
      : 'No calls in the last seven days.',
    `Training: ${runs}`,
    alerts > 0 ? `Open drift alerts: ${alerts}.` : 'No drift alerts are open.',
    `More: ${link}\nManage your e-mails: ${link}/settings/notifications`,
  ].join('\n\n')
}

/** Mails the week of a workspace to each member who asked for it, seven days after the last. Resolves to how many. */
export const sendDigests = (services: Pick<Services, 'dbs' | 'now' | 'publicUrl'>): Promise<number> =>
  services.dbs.platform.transaction(async (tx) => {
    const { mailChoice, user } = tables
    const now = services.now()
    const from = new Date(now.getTime() - weekMs)
    const due = await tx
      .select({ workspaceId: mailChoice.workspaceId, userId: mailChoice.userId, email: user.email })
      .from(mailChoice)
      .innerJoin(user, eq(user.id, mailChoice.userId))
      .where(and(eq(mailChoice.kind, 'digest'), eq(mailChoice.wanted, true), lte(mailChoice.sentAt, from)))
      .limit(500)
      .for('update', { of: mailChoice, skipLocked: true })
    const weeks = new Map<string, Week | null>()
    for (const { workspaceId, userId, email } of due) {
      if (!weeks.has(workspaceId)) weeks.set(workspaceId, await readWeek(tx, workspaceId, from))
      const week = weeks.get(workspaceId)
      await tx
        .update(mailChoice)
        .set({ sentAt: now })
        .where(
          and(
            eq(mailChoice.workspaceId, workspaceId),
            eq(mailChoice.userId, userId),
            eq(mailChoice.kind, 'digest'),
          ),
        )
      if (week)
        await enqueue(tx, 'mail.send', {
          to: email,
          subject: `${week.name}: your week`,
          text: textOf(week, services.publicUrl),
        })
    }
    return due.length
  })
