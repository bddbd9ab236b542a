import type { Limits } from './plans.ts'
import { refusalOf, type Standing, type Suspension } from './standing.ts'

export type LimitedFeature = 'models' | 'rowsPerDataset' | 'trainingMinutesPerMonth' | 'storageMb' | 'seats'

const texts: Record<LimitedFeature, (limit: string, wanted: string, plan: string) => string> = {
  models: (limit, _wanted, plan) =>
    `The ${plan} plan allows ${limit} models. Archive one or switch to a larger plan.`,
  rowsPerDataset: (limit, wanted, plan) =>
    `The ${plan} plan allows ${limit} rows per dataset, and this one has ${wanted}. Upload fewer rows or switch to a larger plan.`,
  trainingMinutesPerMonth: (limit, _wanted, plan) =>
    `The ${plan} plan's ${limit} training minutes for this period are not enough. Wait for the next period, ask for less, or switch to a larger plan.`,
  storageMb: (limit, wanted, plan) =>
    `The ${plan} plan stores up to ${limit} MB, and this file would bring the total to ${wanted} MB. Switch to a larger plan.`,
  seats: (limit, wanted, plan) =>
    `The ${plan} plan and its extra seats allow ${limit} members, invitations included; this would be number ${wanted}. Add seats under Billing, or remove someone first.`,
}

const grouped = (value: number): string => value.toLocaleString('en-US')

/** What a workspace has: its plan's limits with seats and add-ons on top, and how it stands. */
export type Entitlements = {
  plan: string
  standing: Standing
  /** Left out or null: the operator has not stopped it. */
  suspension?: Suspension | null
  limits: Limits & { seats: number | null }
}

export type Verdict =
  | { allowed: true }
  | {
      allowed: false
      code: 'plan_limit' | 'payment_required' | 'subscription_paused' | 'suspended'
      limit: number | null
      message: string
    }

/**
 * The one answer to "may this workspace do that?". `value`: what there would be after the act, in the feature's own
 * unit; predictions have no value, their number is held by the counter that admits them.
 */
export const mayDo = (
  has: Entitlements,
  act: { feature: LimitedFeature; value: number } | { feature: 'predictions' },
): Verdict => {
  const refusal = refusalOf(has.standing, has.suspension)
  if (refusal !== null) return { allowed: false, limit: null, ...refusal }
  if (act.feature === 'predictions') return { allowed: true }
  const limit = has.limits[act.feature]
  if (limit === undefined || limit === null || act.value <= limit) return { allowed: true }
  const message = texts[act.feature](grouped(limit), grouped(act.value), has.plan)
  return { allowed: false, code: 'plan_limit', limit, message }
}
