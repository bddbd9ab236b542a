import { newId, type Tx, tables } from '@assay/db'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { peopleWanting } from '../notification/recipients.ts'
import { emitWebhook } from '../webhook/emit.ts'
import { amountText } from './amount-text.ts'

export const warningThresholds = [75, 90, 100] as const

type Reached = {
  workspace_id: string
  name: string
  period_start: string
  threshold: number
  limit_minor: string
  currency: string
  spent: string
  behaviour: 'stop' | 'degrade' | 'warn'
}

/** Caps of which the running period has spent 75, 90 or 100 % without a warning. */
const reachedThresholds = (tx: Tx): Promise<Iterable<Reached>> =>
  tx.execute<Reached>(sql`
    with running as (
      select distinct on (b.workspace_id) b.*, v as version
      from spend_cap c
      join quota_balance b on b.workspace_id = c.workspace_id and b.meter = 'predictions'
      join subscription s on s.id = b.subscription_id
      join plan_version v on v.id = s.plan_version_id and v.currency = c.currency
      order by b.workspace_id, b.period_start desc),
    spending as (
      select r.*, usage_cost(meter_price(r.version, 'predictions'), r.used)
        + other_spend(r.workspace_id, r.version, r.period_start) as spent,
        -- No further prediction fits: as good as reached, also where its price does not divide the cap.
        coalesce(r.used + r.held >= r.money_limit, false) and not (r.version).prepaid as full
      from running r)
    select w.id as workspace_id, w.name, p.period_start, t.threshold, c.limit_minor::text, c.currency,
      trim_scale(p.spent)::text as spent, c.behaviour
    from spending p
    join spend_cap c on c.workspace_id = p.workspace_id
    join workspace w on w.id = p.workspace_id
    cross join unnest(array[${sql.raw(warningThresholds.join(', '))}]) as t(threshold)
    where (p.spent * 100 >= c.limit_minor * t.threshold
        or (t.threshold = 100 and p.full))
      and not exists (select from spend_notice n where n.workspace_id = p.workspace_id
        and n.period_start = p.period_start and n.threshold = t.threshold and n.limit_minor = c.limit_minor)
    order by w.id, t.threshold`)

const consequence = {
  stop: 'calls are refused until the next period or until the cap is raised',
  degrade: 'one prediction a second is answered until the next period or until the cap is raised',
  warn: 'nothing is refused',
} as const

const mailOf = (one: Reached): { subject: string; text: string } => {
  const limit = amountText(one.limit_minor, one.currency)
  const then = one.threshold === 100 ? 'From now on' : 'Once it is reached,'
  return {
    subject: `${one.name}: ${one.threshold} % of the spend cap is used`,
    text: `Usage of ${one.name} in this period costs ${amountText(one.spent, one.currency)} so far. The cap is ${limit}. ${then} ${consequence[one.behaviour]}.`,
  }
}

/** Gives each warning once: the notice and the mails to owners and admins are one transaction. */
export const warnOfSpend = (services: Pick<Services, 'dbs' | 'now'>): Promise<number> =>
  services.dbs.platform.transaction(async (tx) => {
    let given = 0
    for (const one of await reachedThresholds(tx)) {
      const [notice] = await tx
        .insert(tables.spendNotice)
        .values({
          id: newId('spn'),
          workspaceId: one.workspace_id,
          periodStart: new Date(one.period_start),
          threshold: one.threshold,
          limitMinor: BigInt(one.limit_minor),
          currency: one.currency,
          spent: one.spent,
        })
        .onConflictDoNothing()
        .returning({ id: tables.spendNotice.id })
      if (!notice) continue
      given += 1
      for (const to of await peopleWanting(tx, one.workspace_id, 'quota'))
        await enqueue(tx, 'mail.send', { to, ...mailOf(one) }, { key: `${notice.id} ${to}` })
      await notifyChange(tx, { topic: 'billing', workspaceId: one.workspace_id, id: notice.id })
      const { threshold: percent, limit_minor: limitMinor, currency, spent, behaviour } = one
      const told = { percent, limitMinor, currency, spentMinor: spent, behaviour }
      await emitWebhook(tx, one.workspace_id, 'spend_cap.reached', told, services.now())
    }
    return given
  })

/** Who is told about money: the e-mail addresses of owners and admins. */
export const managersOf = async (tx: Tx, workspaceId: string): Promise<string[]> => {
  const { member, user } = tables
  const rows = await tx
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(eq(member.workspaceId, workspaceId), inArray(member.role, ['owner', 'admin'])))
  return rows.map(({ email }) => email)
}
