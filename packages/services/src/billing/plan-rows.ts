import { isPaid } from '@assay/billing'
import { type Tx, tables } from '@assay/db'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { NotFound } from '../errors/index.ts'
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

/** The version that a new subscriber gets. */
export const findCurrentPlan = async (tx: Reader, planId: string): Promise<PlanWithVersion> => {
  const [found] = await base(tx).where(
    and(eq(tables.plan.id, planId), isNull(tables.plan.archivedAt), eq(tables.planVersion.current, true)),
  )
  if (!found) throw new NotFound('plan', planId)
  return found
}

export const findCurrentPlanByKey = async (tx: Reader, key: string): Promise<PlanWithVersion | null> => {
  const [found] = await base(tx).where(and(eq(tables.plan.key, key), eq(tables.planVersion.current, true)))
  return found ?? null
}

export const findPlanVersion = async (tx: Reader, versionId: string): Promise<PlanWithVersion> => {
  const [found] = await base(tx).where(eq(tables.planVersion.id, versionId))
  if (!found) throw new NotFound('plan', versionId)
  return found
}

export const currentPlans = (tx: Reader): Promise<PlanWithVersion[]> =>
  base(tx)
    .where(and(isNull(tables.plan.archivedAt), eq(tables.planVersion.current, true)))
    .orderBy(asc(tables.plan.position), asc(tables.plan.id))

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
  description: version.description,
  createdAt: version.createdAt,
})

export const presentPlan = ({ plan, version }: PlanWithVersion): PlanView => ({
  id: plan.id,
  key: plan.key,
  name: plan.name,
  version: presentPlanVersion(version),
})
