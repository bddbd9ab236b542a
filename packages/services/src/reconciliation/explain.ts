import type { ReconciliationReason } from '@assay/db'

/** Units of one meter in one period, each event in exactly one of the states below. */
export type PeriodUnits = {
  served: number
  metered: number
  /** Carried by nothing yet, or on its way to Stripe. */
  waiting: number
  /** Of those: so old that they should have left. */
  overdue: number
  refused: number
  /** Acknowledged by Stripe and on no finalised line. */
  acknowledged: number
  /** Of those: their own period's line is written. */
  missed: number
  /** Of those: they count in a later period, because their own was closed when they came. */
  later: number
  fromCredits: number
  included: number
  billed: number
  /** Whether Stripe bills the subscription, the wallet pays it, or nobody. */
  collect: 'stripe' | 'credits' | 'nobody'
  /** Whether the plan asks anything for this meter. */
  priced: boolean
  /** Metered by Stripe, or paid by the wallet; otherwise it is an item on the period's invoice. */
  leavesAtOnce: boolean
  /** Stripe's own count and ours of the same minutes; null where it counts none. */
  counts: { ours: number; stripe: number } | null
  /** Lines on which Stripe's amount is a whole minor unit or more away from our own rating. */
  ratedOtherwise: number
}

/**
 * Names why served, metered, invoiced and Stripe are not the same number. What follows from the plan or the calendar
 * explains itself; the rest is a real difference. Reasons of no units are left out.
 */
export const explainPeriod = (units: PeriodUnits): ReconciliationReason[] => {
  const reasons: ReconciliationReason[] = []
  const because = (code: ReconciliationReason['code'], quantity: number, real = false): void => {
    if (quantity > 0) reasons.push({ code, quantity, real })
  }
  because('not_metered', units.served - units.metered, true)
  because('over_metered', units.metered - units.served, true)
  if (units.collect === 'nobody') because('free_plan', units.waiting)
  else if (!units.priced) because('not_priced', units.waiting + units.fromCredits)
  else {
    because('overdue', units.overdue, true)
    if (units.leavesAtOnce) because('on_its_way', units.waiting - units.overdue)
  }
  because('refused_by_stripe', units.refused, true)
  because('not_invoiced', units.missed, true)
  because('on_a_later_invoice', units.later)
  const withThePeriod =
    units.collect === 'stripe' && units.priced && !units.leavesAtOnce ? units.waiting - units.overdue : 0
  because('not_yet_invoiced', units.acknowledged - units.missed - units.later + withThePeriod)
  if (units.priced) because('paid_from_credits', units.fromCredits)
  because('within_allowance', units.included)
  if (units.counts !== null)
    because('stripe_counts_otherwise', Math.abs(units.counts.ours - units.counts.stripe), true)
  because('stripe_rates_otherwise', units.ratedOtherwise, true)
  return reasons
}
