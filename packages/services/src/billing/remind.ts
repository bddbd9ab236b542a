import { type BillingNoticeKind, newId, type Tx, tables } from '@assay/db'
import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { notifyChange } from '../core/notify.ts'
import { managersOf } from '../spend/warn.ts'
import { refreshCeiling } from './balance.ts'

/** How long before a trial or a grace ends its people hear of it. */
const noticeDays = 3

type Due = {
  workspace_id: string
  subscription_id: string
  name: string
  plan: string
  kind: BillingNoticeKind
  about: string
}

/**
 * Each step of a subscription's way that nobody was told of: the end of a trial, and of a failed payment its day, the
 * end of its grace, what follows, and how it went out.
 */
const dueNotices = (tx: Tx, now: Date): Promise<Iterable<Due>> => {
  const at = sql`${now.toISOString()}::timestamptz`
  const soon = sql`${at} + make_interval(days => ${noticeDays})`
  return tx.execute<Due>(sql`
    with steps as (
      select s.id, 'trial_ending' as kind, s.trial_end as about from subscription s
        where s.status = 'trialing' and s.trial_end > ${at} and s.trial_end <= ${soon}
      union all
      -- A week back: what ended before there were notices is not told now.
      select s.id, 'trial_ended', s.trial_end from subscription s
        where s.ended_at is not null and s.trial_end is not null and s.ended_at > ${at} - interval '7 days'
          and abs(extract(epoch from s.ended_at - s.trial_end)) < 86400
      union all
      select s.id, 'payment_failed', s.past_due_since from subscription s
        where s.ended_at is null and s.past_due_since is not null
      union all
      select s.id, 'grace_ending', s.past_due_since from subscription s
        where s.ended_at is null and s.status = 'past_due' and s.grace_until > ${at} and s.grace_until <= ${soon}
      union all
      select s.id, 'restricted', s.past_due_since from subscription s
        where s.ended_at is null and s.past_due_since is not null
          and (s.status = 'unpaid' or s.grace_until <= ${at})
      union all
      select s.id, case when s.ended_at is null then 'recovered' else 'cancelled' end, n.about
        from billing_notice n join subscription s on s.id = n.subscription_id
        where n.kind = 'payment_failed' and n.created_at > ${at} - interval '90 days'
          and ((s.ended_at is null and s.past_due_since is null) or (s.ended_at is not null and s.past_due_since is not null)))
    select s.workspace_id, s.id as subscription_id, w.name, p.name as plan, steps.kind, steps.about
    from steps join subscription s on s.id = steps.id
    join workspace w on w.id = s.workspace_id
    join plan_version v on v.id = s.plan_version_id
    join plan p on p.id = v.plan_id
    where not exists (select from billing_notice n
      where n.subscription_id = s.id and n.kind = steps.kind and n.about = steps.about)
    order by s.workspace_id, steps.about`)
}

const day = (at: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at))

const mailOf = (one: Due, link: string): { subject: string; text: string } => {
  const { name, plan } = one
  const texts: Record<BillingNoticeKind, [subject: string, text: string]> = {
    trial_ending: [
      `the trial of ${plan} ends on ${day(one.about)}`,
      `The trial of ${plan} ends on ${day(one.about)}. With a card, the plan continues and is charged then; without one, it ends and the free plan's limits apply. You don’t need to do anything to let it end.`,
    ],
    trial_ended: [
      `the trial of ${plan} has ended`,
      `The trial of ${plan} ended without a card, so nothing was charged. Your data and models are kept, and the free plan's limits apply. Subscribe at any time.`,
    ],
    payment_failed: [
      'the payment failed',
      `The card for ${plan} was refused. Everything keeps working for now, and the card will be retried automatically. Update it, or pay with another one, before the grace period ends.`,
    ],
    grace_ending: [
      'calls will be refused soon',
      `The payment for ${plan} is still due. In ${noticeDays} days or less, calls and training will be refused until it is paid.`,
    ],
    restricted: [
      'calls are refused until the invoice is paid',
      `The payment for ${plan} failed permanently, so calls and training are refused (402). Data and models can be read. Once the invoice is paid, everything works again immediately.`,
    ],
    recovered: [
      'the payment arrived',
      `Thank you: the open invoice of ${plan} is paid, and everything works as before.`,
    ],
    cancelled: [
      `${plan} was cancelled`,
      `The invoice for ${plan} was not paid, and the subscription has ended. Your data and models are kept, and the free plan's limits apply. Subscribe again at any time.`,
    ],
  }
  const [subject, text] = texts[one.kind]
  return { subject: `${name}: ${subject}`, text: `${text}\n\n${link}` }
}

/** Tells owners and admins each step once: notice, mails and the counter that holds it are one transaction. */
export const remindOfBilling = (services: Pick<Services, 'dbs' | 'now' | 'publicUrl'>): Promise<number> =>
  services.dbs.platform.transaction(async (tx) => {
    const { billingNotice } = tables
    let told = 0
    for (const one of await dueNotices(tx, services.now())) {
      const [notice] = await tx
        .insert(billingNotice)
        .values({
          id: newId('bnt'),
          workspaceId: one.workspace_id,
          subscriptionId: one.subscription_id,
          kind: one.kind,
          about: new Date(one.about),
        })
        .onConflictDoNothing()
        .returning({ id: billingNotice.id })
      if (!notice) continue
      told += 1
      const mail = mailOf(one, `${services.publicUrl}/billing`)
      for (const to of await managersOf(tx, one.workspace_id))
        await enqueue(tx, 'mail.send', { to, ...mail }, { key: `${notice.id} ${to}` })
      if (one.kind === 'restricted') await refreshCeiling(tx, one.workspace_id, services.now())
      await notifyChange(tx, { topic: 'billing', workspaceId: one.workspace_id, id: notice.id })
    }
    return told
  })
