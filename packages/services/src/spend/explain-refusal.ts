import { mayDo, parseDecimal } from '@assay/billing'
import { type CapBehaviour, type Tx, withWorkspace } from '@assay/db'
import { sql } from 'drizzle-orm'
import { readEntitlements } from '../billing/entitlements.ts'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { readSpend, type Spend } from './read-spend.ts'

type Cap = { behaviour: CapBehaviour; reached: boolean }

/** The cap that bounds the counter, and whether these predictions would pass it. */
const findCap = async (
  tx: Pick<Tx, 'execute'>,
  workspaceId: string,
  spend: Spend,
  quantity: number,
): Promise<Cap | null> => {
  const [cap] = await tx.execute<{ behaviour: CapBehaviour; limit: string; would: string }>(sql`
    select c.behaviour, c.limit_minor::text as limit,
      (usage_cost(meter_price(v, 'predictions'), b.used + ${quantity}::bigint)
        + other_spend(b.workspace_id, v, b.period_start))::text as would
    from spend_cap c
    join quota_balance b on b.workspace_id = c.workspace_id and b.meter = 'predictions'
    join subscription s on s.id = b.subscription_id
    join plan_version v on v.id = s.plan_version_id and v.currency = c.currency
    where c.workspace_id = ${workspaceId} and c.behaviour <> 'warn'
      and b.period_start = ${spend.periodStart.toISOString()}::timestamptz`)
  return cap === undefined
    ? null
    : { behaviour: cap.behaviour, reached: parseDecimal(cap.would) > parseDecimal(cap.limit) }
}

const quotaUsedUp = () =>
  new AssayError(
    'quota_exceeded',
    'The predictions included in this plan are used up for the period. Choose a larger plan under Billing.',
  )

/**
 * Why the counter refused a call: how the workspace stands, the plan's allowance, the spend cap, or the wallet. `retry`: the cap slows down
 * and has just made room for this one prediction.
 */
export const explainRefusal = (
  services: Pick<Services, 'dbs' | 'now'>,
  { workspaceId, quantity }: { workspaceId: string; quantity: number },
): Promise<AssayError | 'retry'> =>
  withWorkspace(services.dbs.app, workspaceId, async (tx) => {
    const verdict = mayDo(await readEntitlements(tx, workspaceId, services.now()), { feature: 'predictions' })
    if (!verdict.allowed) return new AssayError(verdict.code, verdict.message)
    const spend = await readSpend(tx, workspaceId)
    if (spend === null || spend.moneyLimit === null || spend.used + spend.held + quantity <= spend.moneyLimit)
      return quotaUsedUp()
    const cap = await findCap(tx, workspaceId, spend, quantity)
    if (cap === null || !cap.reached)
      return spend.prepaid
        ? new AssayError('credits_exhausted', 'The prepaid credits are used up. Top them up under Billing.')
        : quotaUsedUp()
    const reached =
      'This workspace has reached its spend cap for the period. Raise it under Billing, or wait for the next period.'
    if (cap.behaviour !== 'degrade' || spend.prepaid) return new AssayError('spend_cap_reached', reached)
    if (quantity > 1)
      return new AssayError(
        'spend_cap_reached',
        `${reached} Until then, only one prediction a second is answered.`,
      )
    const [made] = await tx.execute<{ made: boolean }>(
      sql`select spend_trickle(${workspaceId}, ${services.now().toISOString()}::timestamptz) as made`,
    )
    return made?.made === true
      ? 'retry'
      : new AssayError('rate_limited', 'Over the spend cap, only one prediction a second is answered.', {
          retryAfterSeconds: 1,
        })
  })
