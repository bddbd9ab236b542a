import { checkLimit, type LimitedFeature } from '@assay/billing'
import type { Tx } from '@assay/db'
import { sql } from 'drizzle-orm'
import { AssayError } from '../errors/index.ts'
import { requireLive } from './subscription-rows.ts'

/** Training minutes of the running period, with those of runs that still go on. */
const trainingMinutesUsed = async (tx: Pick<Tx, 'execute'>, workspaceId: string): Promise<number> => {
  const [row] = await tx.execute<{ minutes: number }>(sql`
    select coalesce(sum(seconds), 0)::float8 / 60 as minutes from training_job
    where workspace_id = ${workspaceId} and created_at >= (
      select least(max(period_start), now()) from quota_balance where workspace_id = ${workspaceId})`)
  return row?.minutes ?? 0
}

/**
 * The one place that holds a plan's limits against an act. `value` is what there would be after it: models,
 * rows of the dataset; for training the minutes that it needs at the least on top of those used.
 * @throws AssayError `plan_limit`
 */
export const checkPlanLimit = async (
  tx: Tx,
  workspaceId: string,
  feature: LimitedFeature,
  value: number,
): Promise<void> => {
  const { plan, version } = await requireLive(tx, workspaceId)
  const amount =
    feature === 'trainingMinutesPerMonth'
      ? Math.floor(await trainingMinutesUsed(tx, workspaceId)) + Math.max(1, value)
      : value
  const verdict = checkLimit({ name: plan.name, limits: version.limits }, feature, amount)
  if (!verdict.allowed) throw new AssayError('plan_limit', verdict.message, { param: feature })
}
