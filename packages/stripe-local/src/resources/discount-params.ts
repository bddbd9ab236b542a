import type { DiscountRef } from '../engine/discounts.ts'
import { taxRates } from '../engine/taxes.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import type { Params } from '../http/params.ts'

/** `discounts[0][coupon]=…`; an empty value clears them, undefined leaves them. */
export function readDiscounts(params: Params, key = 'discounts'): DiscountRef[] | undefined {
  if (!params.has(key)) return undefined
  return (params.list(key) ?? []).map((entry) => {
    const ref = {
      coupon: entry.text('coupon') ?? null,
      promotionCode: entry.text('promotion_code') ?? null,
      discount: entry.text('discount') ?? null,
      param: params.name(key),
    }
    if ([ref.coupon, ref.promotionCode, ref.discount].filter((value) => value !== null).length !== 1)
      throw invalid('Pass one of coupon, promotion_code and discount.', params.name(key))
    return ref
  })
}

/** Ids of active tax rates; an empty value clears them. @throws StripeError 400 for unknown or archived ones */
export async function readTaxRates(work: Work, params: Params, key: string): Promise<string[] | undefined> {
  if (!params.has(key)) return undefined
  const ids = params.strings(key) ?? []
  for (const rate of await taxRates(work, ids))
    if (!rate.active) throw invalid(`The tax rate ${rate.id} is archived.`, params.name(key))
  return ids
}
