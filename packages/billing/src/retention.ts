import { divideHalfUp } from './decimal.ts'
import type { Movement } from './mrr.ts'
import { monthOf, monthsBetween } from './periods.ts'

export type CustomerMovement = Movement & { customerId: string }

export type CustomerMonth = {
  month: string
  /** Paying customers. */
  start: number
  gained: number
  returned: number
  /** Paying when the month began and not when it ended. */
  lost: number
  end: number
  startMinor: bigint
  /** Of those who paid when the month began: what they pay when it ends. */
  keptMinor: bigint
  /** The same with nobody counted above what they paid before. */
  keptWithoutGrowthMinor: bigint
}

export type Cohort = {
  /** In which its customers first paid. */
  month: string
  customers: number
  /** At the end of this month, the next, …: who pays, and how much. */
  months: { customers: number; minor: bigint }[]
}

export type Retention = { months: CustomerMonth[]; cohorts: Cohort[] }

type Ledger = Map<string, bigint>

const monthly = (movements: readonly CustomerMovement[]): Map<string, CustomerMovement[]> => {
  const byMonth = new Map<string, CustomerMovement[]>()
  for (const movement of movements) {
    const month = monthOf(movement.at)
    const rows = byMonth.get(month)
    if (rows) rows.push(movement)
    else byMonth.set(month, [movement])
  }
  return byMonth
}

const paying = (ledger: Ledger): string[] => [...ledger].filter(([, minor]) => minor > 0n).map(([id]) => id)

const monthOfChange = (
  month: string,
  before: Ledger,
  after: Ledger,
  known: ReadonlySet<string>,
): CustomerMonth => {
  const was = new Set(paying(before))
  const is = paying(after)
  let startMinor = 0n
  let keptMinor = 0n
  let keptWithoutGrowthMinor = 0n
  for (const id of was) {
    const old = before.get(id) ?? 0n
    const now = after.get(id) ?? 0n
    startMinor += old
    keptMinor += now
    keptWithoutGrowthMinor += now < old ? now : old
  }
  const came = is.filter((id) => !was.has(id))
  return {
    month,
    start: was.size,
    gained: came.filter((id) => !known.has(id)).length,
    returned: came.filter((id) => known.has(id)).length,
    lost: [...was].filter((id) => (after.get(id) ?? 0n) <= 0n).length,
    end: is.length,
    startMinor,
    keptMinor,
    keptWithoutGrowthMinor,
  }
}

/**
 * Customers month by month, and by the month in which they first paid, from the movements of one currency. Both come
 * from the same movements as the bridge of recurring revenue: start + gained + returned − lost = end.
 */
export const retention = (movements: readonly CustomerMovement[], until: Date): Retention => {
  const sorted = [...movements].sort((a, b) => a.at.getTime() - b.at.getTime())
  const first = sorted[0]
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return { months: [], cohorts: [] }
  const byMonth = monthly(sorted)
  const cohortOf = new Map<string, string>()
  const cohorts = new Map<string, Cohort>()
  const months: CustomerMonth[] = []
  let state: Ledger = new Map()
  for (const month of monthsBetween(monthOf(first.at), monthOf(last.at > until ? last.at : until))) {
    const before = state
    state = new Map(before)
    for (const { customerId, deltaMinor } of byMonth.get(month) ?? [])
      state.set(customerId, (state.get(customerId) ?? 0n) + deltaMinor)
    const known = new Set(cohortOf.keys())
    for (const { customerId } of byMonth.get(month) ?? []) {
      if (cohortOf.has(customerId)) continue
      cohortOf.set(customerId, month)
      const cohort = cohorts.get(month) ?? { month, customers: 0, months: [] }
      cohort.customers += 1
      cohorts.set(month, cohort)
    }
    months.push(monthOfChange(month, before, state, known))
    for (const cohort of cohorts.values()) {
      const own = [...state].filter(([id, minor]) => minor > 0n && cohortOf.get(id) === cohort.month)
      cohort.months.push({ customers: own.length, minor: own.reduce((sum, [, minor]) => sum + minor, 0n) })
    }
  }
  return { months, cohorts: [...cohorts.values()] }
}

/** Parts of 10,000, half up; null of nothing. */
export const basisPoints = (part: bigint, whole: bigint): number | null =>
  whole <= 0n ? null : Number(divideHalfUp(part * 10_000n, whole))

/**
 * Revenue that is lost in a month, in parts of 10,000 of what it began with, over the full months given: Σ lost ÷ Σ
 * begun with, so that a month of two customers does not weigh as much as one of two hundred.
 */
export const revenueChurn = (months: readonly CustomerMonth[]): number | null => {
  const begun = months.reduce((sum, { startMinor }) => sum + startMinor, 0n)
  const kept = months.reduce((sum, { keptWithoutGrowthMinor }) => sum + keptWithoutGrowthMinor, 0n)
  return basisPoints(begun - kept, begun)
}

/** What a customer brings until they leave: revenue per customer ÷ the part that is lost in a month. Null where none is. */
export const lifetimeValue = (perCustomerMinor: bigint, churnBasisPoints: number | null): bigint | null =>
  churnBasisPoints === null || churnBasisPoints <= 0
    ? null
    : divideHalfUp(perCustomerMinor * 10_000n, BigInt(churnBasisPoints))

/** What is left of an amount after `months` in which the same part of it is lost. */
export const afterChurn = (minor: bigint, churnBasisPoints: number, months: number): bigint => {
  let left = minor
  const kept = BigInt(10_000 - Math.min(10_000, Math.max(0, churnBasisPoints)))
  for (let month = 0; month < months; month++) left = divideHalfUp(left * kept, 10_000n)
  return left
}
