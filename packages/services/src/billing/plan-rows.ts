import { isPaid, offerOf } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { AssayError, NotFound } from '../errors/index.ts'
import type { PlanVersionView, PlanView } from '../views.ts'

export type PlanRow = typeof tables.plan.$inferSelect
export type PlanVersionRow = typeof tables.planVersion.$inferSelect
export type PlanWithVersion = { plan: PlanRow; version: PlanVersionRow }
type Reader = Pick<Tx, 'select'>

const base = (tx: Reader) =>
  tx
    .select({ plan: tables.plan, version: tables.planVersion })
    .from(tables.planVersion)
    .innerJoin(tables.plan, eq(tables.plan.id, tables.planVersion.planId))

/** The version that a new subscriber gets, in a currency or in the plan's main one. */
export const findCurrentPlan = async (
  tx: Reader,
  planId: string,
  currency: string | null = null,
): Promise<PlanWithVersion> => {
  const { plan, planVersion } = tables
  const found = await base(tx).where(
    and(eq(plan.id, planId), isNull(plan.archivedAt), eq(planVersion.current, true)),
  )
  const [first] = found
  if (!first) throw new NotFound('plan', planId)
  const wanted = currency ?? first.plan.currency
  const own = found.find(({ version }) => version.currency === wanted)
  if (own) return own
  const sold = found.map(({ version }) => version.currency.toUpperCase()).join(', ')
  throw new AssayError(
    'conflict',
    `The ${first.plan.name} plan is not sold in ${wanted.toUpperCase()}, only in ${sold}.`,
    { param: 'currency' },
  )
}

export const findCurrentPlanByKey = async (tx: Reader, key: string): Promise<PlanWithVersion | null> => {
  const { plan, planVersion } = tables
  const [found] = await base(tx).where(
    and(eq(plan.key, key), eq(planVersion.current, true), eq(planVersion.currency, plan.currency)),
  )
  return found ?? null
}

export const findPlanVersion = async (tx: Reader, versionId: string): Promise<PlanWithVersion> => {
  const [found] = await base(tx).where(eq(tables.planVersion.id, versionId))
  if (!found) throw new NotFound('plan', versionId)
  return found
}

/** What is sold now: each plan in each of its currencies, the main one first. */
export const currentPlans = async (tx: Reader): Promise<PlanWithVersion[]> => {
  const { plan, planVersion } = tables
  const rows = await base(tx)
    .where(and(isNull(plan.archivedAt), eq(planVersion.current, true)))
    .orderBy(asc(plan.position), asc(plan.id), asc(planVersion.currency))
  const isMain = (one: PlanWithVersion) => one.version.currency === one.plan.currency
  return [...rows.filter(isMain), ...rows.filter((one) => !isMain(one))]
}

export const isPaidVersion = (version: PlanVersionRow): boolean => isPaid(version)

/** `60.000000000000`, as the column gives it, is shown as `60`. */
export const trimDecimal = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text

export const presentPlanVersion = (version: PlanVersionRow): PlanVersionView => ({
  id: version.id,
  number: version.number,
  currency: version.currency,
  monthlyPriceMinor: version.monthlyPriceMinor.toString(),
  includedPredictions: version.includedPredictions,
  overagePer1000Minor: version.overagePer1000Minor === null ? null : trimDecimal(version.overagePer1000Minor),
  limits: version.limits,
  prices: version.prices,
  prepaid: version.prepaid,
  offer: offerOf(version),
  description: version.description,
  createdAt: version.createdAt,
})

export const presentPlan = ({ plan, version }: PlanWithVersion): PlanView => ({
  id: plan.id,
  key: plan.key,
  name: plan.name,
  version: presentPlanVersion(version),
})
