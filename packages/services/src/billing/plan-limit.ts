import { type LimitedFeature, mayDo } from '@assay/billing'
import type { Tx } from '@assay/db'
import { AssayError } from '../errors/index.ts'
import { readEntitlements, trainingMinutesUsed } from './entitlements.ts'

/**
 * Holds what a workspace has against an act. `value` is what there would be after it: models, rows of the dataset;
 * for training the minutes that it needs at the least on top of those used.
 * @throws AssayError `plan_limit`, `payment_required`, `subscription_paused`
 */
export const checkPlanLimit = async (
  tx: Tx,
  workspaceId: string,
  feature: LimitedFeature,
  value: number,
): Promise<void> => {
  const has = await readEntitlements(tx, workspaceId, new Date())
  const amount =
    feature === 'trainingMinutesPerMonth'
      ? Math.floor(await trainingMinutesUsed(tx, workspaceId)) + Math.max(1, value)
      : value
  const verdict = mayDo(has, { feature, value: amount })
  if (!verdict.allowed) throw new AssayError(verdict.code, verdict.message, { param: feature })
}
