import { trainingSecondsFor } from '@assay/billing'
import type { Tx } from '@assay/db'
import type { SearchConfig } from '@assay/ml-core/schema'
import { AssayError } from '../errors/index.ts'
import { checkPlanLimit } from './plan-limit.ts'
import { requireLive } from './subscription-rows.ts'

/** Less than this is over before anything is measured. */
const leastSeconds = 5

/**
 * The search with its budget in seconds: money is what it buys of the plan's training time, and the smaller
 * of two budgets holds.
 * @throws AssayError `invalid_request` where money buys no time, `plan_limit` where the plan has less left
 */
export const settleSearchBudget = async (
  tx: Tx,
  workspaceId: string,
  search: SearchConfig,
): Promise<SearchConfig> => {
  const seconds = [search.budgetSeconds, await boughtSeconds(tx, workspaceId, search.budgetMinor)].filter(
    (one) => one !== undefined,
  )
  if (seconds.length === 0) return search
  const budgetSeconds = Math.min(...seconds)
  await checkPlanLimit(tx, workspaceId, 'trainingMinutesPerMonth', Math.ceil(budgetSeconds / 60))
  return { ...search, budgetSeconds }
}

const boughtSeconds = async (
  tx: Tx,
  workspaceId: string,
  minor: number | undefined,
): Promise<number | undefined> => {
  if (minor === undefined) return undefined
  const { plan, version } = await requireLive(tx, workspaceId)
  const seconds = trainingSecondsFor(version, BigInt(minor))
  if (seconds !== null && seconds >= leastSeconds) return Math.min(seconds, 86_400)
  throw new AssayError(
    'invalid_request',
    seconds === null
      ? `Training costs nothing extra on the ${plan.name} plan: set the search budget in seconds instead.`
      : `That budget buys ${seconds} seconds of training on the ${plan.name} plan; a search needs at least ${leastSeconds}.`,
    { param: 'config.search.budgetMinor' },
  )
}
