import { billingIntervals, priceKey, recurringMinor, type Selection, selectedItems } from '@assay/billing'
import type { GatewayItem } from '@assay/billing/stripe'
import { z } from 'zod'
import { AssayError } from '../errors/index.ts'
import type { PlanVersionRow } from './plan-rows.ts'
import type { SubscriptionRow } from './subscription-rows.ts'

export const extraSeatsInput = z.int().min(0).max(10_000)
export const addOnsInput = z.array(z.string().max(40)).max(10)

export const selectionInput = {
  interval: z.enum(billingIntervals).default('month'),
  extraSeats: extraSeatsInput.default(0),
  addOns: addOnsInput.default([]),
}

/** Ids of a version's prices in Stripe. */
export type VersionPrices = {
  basePriceId: string
  usagePriceId: string | null
  prices: Record<string, string>
}

export const selectionOf = (row: SubscriptionRow): Selection => ({
  interval: row.interval,
  extraSeats: row.extraSeats,
  addOns: row.addOns,
})

/** @throws AssayError `invalid_request` for what the version does not sell */
export const requireSold = (version: PlanVersionRow, selection: Selection): bigint => {
  try {
    return recurringMinor(version, selection)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new AssayError('invalid_request', error.message, { param: 'addOns', cause: error })
  }
}

const priceIdOf = (ids: VersionPrices, item: string, interval: Selection['interval']): string => {
  if (item === 'base' && interval === 'month') return ids.basePriceId
  const id = ids.prices[priceKey(item, interval)]
  if (id === undefined) throw new Error(`there is no price of ${item} by the ${interval} in Stripe`)
  return id
}

/**
 * The items of a subscription in Stripe. All of them have one interval: Stripe counts predictions of monthly
 * subscriptions alone, those of a year are counted here and invoiced month by month.
 */
export const gatewayItems = (
  version: PlanVersionRow,
  ids: VersionPrices,
  selection: Selection,
): GatewayItem[] => {
  const [base, ...more] = selectedItems(version, selection).map(
    ({ item, quantity }): GatewayItem => ({ priceId: priceIdOf(ids, item, selection.interval), quantity }),
  )
  const metered =
    ids.usagePriceId !== null && selection.interval === 'month'
      ? [{ priceId: ids.usagePriceId, quantity: null }]
      : []
  return [...(base === undefined ? [] : [base]), ...metered, ...more]
}

/** What a subscription in Stripe has chosen of its version. */
export const selectionFrom = (version: PlanVersionRow, items: readonly GatewayItem[]): Selection => {
  const has = (priceId: string | null | undefined) => items.find((item) => item.priceId === priceId)
  const interval = has(version.stripeBasePriceId) === undefined ? 'year' : 'month'
  const chosen = (item: string) => has(version.stripePrices[priceKey(item, interval)])
  return {
    interval,
    extraSeats: chosen('seat')?.quantity ?? 0,
    addOns: (version.offer.addOns ?? []).map(({ key }) => key).filter((key) => chosen(`addon.${key}`)),
  }
}
