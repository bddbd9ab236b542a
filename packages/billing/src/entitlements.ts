import type { Limits } from './plans.ts'

export type LimitedFeature = 'models' | 'rowsPerDataset' | 'trainingMinutesPerMonth' | 'storageMb'

export type LimitVerdict = { allowed: true } | { allowed: false; limit: number; message: string }

const texts: Record<LimitedFeature, (limit: string, wanted: string, plan: string) => string> = {
  models: (limit, _wanted, plan) =>
    `The ${plan} plan holds ${limit} models. Archive one or change to a larger plan.`,
  rowsPerDataset: (limit, wanted, plan) =>
    `The ${plan} plan takes ${limit} rows per dataset and this one has ${wanted}. Upload fewer rows or change to a larger plan.`,
  trainingMinutesPerMonth: (limit, _wanted, plan) =>
    `The ${plan} plan's ${limit} training minutes of this period do not suffice. Wait for the next period, ask for less, or change to a larger plan.`,
  storageMb: (limit, wanted, plan) =>
    `The ${plan} plan stores ${limit} MB and with this file there would be ${wanted} MB. Change to a larger plan.`,
}

const grouped = (value: number): string => value.toLocaleString('en-US')

/** `value`: what there would be after the act, in the feature's own unit. */
export const checkLimit = (
  plan: { name: string; limits: Limits },
  feature: LimitedFeature,
  value: number,
): LimitVerdict => {
  const limit = plan.limits[feature]
  if (limit === undefined || limit === null || value <= limit) return { allowed: true }
  return { allowed: false, limit, message: texts[feature](grouped(limit), grouped(value), plan.name) }
}
