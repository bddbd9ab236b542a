import type { Meter } from '@assay/billing'
import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { AssayError } from '../errors/index.ts'
import { readSpend } from './read-spend.ts'

/**
 * Before work whose cost is known only at its end: refuses it where the spend cap is reached or the wallet empty.
 * Work on a meter without a price is never refused.
 * @throws AssayError `spend_cap_reached`, `credits_exhausted`
 */
export const requireRoom = async (
  tx: Pick<Tx, 'execute'>,
  workspaceId: string,
  meter: Exclude<Meter, 'predictions'>,
): Promise<void> => {
  const spend = await readSpend(tx, workspaceId)
  if (spend === null) return
  const [found] = await tx.execute<{ priced: boolean; capped: boolean }>(sql`
    select meter_price(v, ${meter}) is not null as priced, exists (select from spend_cap c
      where c.workspace_id = s.workspace_id and c.currency = v.currency and c.behaviour <> 'warn'
        and c.limit_minor <= ${spend.exact}::numeric) as capped
    from subscription s join plan_version v on v.id = s.plan_version_id
    where s.workspace_id = ${workspaceId} and s.ended_at is null`)
  if (!found?.priced) return
  if (found.capped)
    throw new AssayError(
      'spend_cap_reached',
      'This workspace has reached its spend cap for the period. Raise it under Billing, or wait for the next period.',
    )
  if (spend.prepaid && spend.moneyLimit !== null && spend.used + spend.held >= spend.moneyLimit)
    throw new AssayError('credits_exhausted', 'The prepaid credits are used up. Top them up under Billing.')
}
