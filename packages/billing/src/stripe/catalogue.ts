import Stripe from 'stripe'
import { unitPrice } from '../pricing.ts'
import type { CatalogueIds, CataloguePlan } from './gateway.ts'
import { idOf } from './mapping.ts'

/** The meter that predictions are sent to. */
export const meterEventName = 'assay_predictions'

/** The active meter's id; made where it is missing. */
export const ensureMeter = async (stripe: Stripe): Promise<string> => {
  const found = await findMeter(stripe)
  if (found !== null) return found
  try {
    const meter = await stripe.billing.meters.create({
      display_name: 'Predictions',
      event_name: meterEventName,
      default_aggregation: { formula: 'sum' },
      customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
      value_settings: { event_payload_key: 'value' },
    })
    return meter.id
  } catch (error) {
    // Another process made it in between: event names are unique among active meters.
    const other = error instanceof Stripe.errors.StripeInvalidRequestError ? await findMeter(stripe) : null
    if (other === null) throw error
    return other
  }
}

const findMeter = async (stripe: Stripe): Promise<string | null> => {
  for await (const meter of stripe.billing.meters.list({ status: 'active', limit: 100 }))
    if (meter.event_name === meterEventName) return meter.id
  return null
}

/** Stripe looks at most this many up in one request. */
const lookupKeysAtOnce = 10

const keys = (planVersionId: string): { base: string; usage: string } => ({
  base: `${planVersionId}_base`,
  usage: `${planVersionId}_usage`,
})

/** Prices are found again by their lookup key, products by their metadata, so that a repeat makes nothing. */
export const ensureCatalogue = async (stripe: Stripe, plan: CataloguePlan): Promise<CatalogueIds> => {
  const key = keys(plan.planVersionId)
  const soldKey = (one: string): string => `${plan.planVersionId}_${one}`
  const lookupKeys = [key.base, key.usage, ...plan.sold.map((one) => soldKey(one.key))]
  const existing: { data: Stripe.Price[] } = { data: [] }
  for (let at = 0; at < lookupKeys.length; at += lookupKeysAtOnce) {
    const some = lookupKeys.slice(at, at + lookupKeysAtOnce)
    existing.data.push(...(await stripe.prices.list({ lookup_keys: some, limit: lookupKeysAtOnce })).data)
  }
  const priceBy = (lookup: string): Stripe.Price | undefined =>
    existing.data.find((price) => price.lookup_key === lookup)
  const base = priceBy(key.base)
  const productId = idOf(base?.product) ?? (await ensureProduct(stripe, plan))
  const shared = {
    currency: plan.currency,
    product: productId,
    metadata: { plan: plan.planKey, plan_version: plan.planVersionId },
  }
  const basePriceId =
    base?.id ??
    (
      await stripe.prices.create(
        {
          ...shared,
          lookup_key: key.base,
          nickname: `${plan.planName} base`,
          unit_amount: Number(plan.monthlyPriceMinor),
          recurring: { interval: 'month', usage_type: 'licensed' },
        },
        { idempotencyKey: `price_${key.base}` },
      )
    ).id
  const prices: Record<string, string> = {}
  for (const one of plan.sold)
    prices[one.key] =
      priceBy(soldKey(one.key))?.id ??
      (
        await stripe.prices.create(
          {
            ...shared,
            product: one.item === 'base' ? productId : await ensureProduct(stripe, plan, one),
            lookup_key: soldKey(one.key),
            nickname: `${plan.planName} ${one.item} ${one.interval}`,
            unit_amount: Number(one.unitMinor),
            recurring: { interval: one.interval, usage_type: 'licensed' },
          },
          { idempotencyKey: `price_${soldKey(one.key)}` },
        )
      ).id
  if (plan.overagePer1000Minor === null) return { productId, basePriceId, usagePriceId: null, prices }
  const usagePriceId =
    priceBy(key.usage)?.id ??
    (
      await stripe.prices.create(
        {
          ...shared,
          lookup_key: key.usage,
          nickname: `${plan.planName} predictions`,
          recurring: { interval: 'month', usage_type: 'metered', meter: await ensureMeter(stripe) },
          billing_scheme: 'tiered',
          tiers_mode: 'graduated',
          tiers: tiersOf(plan.includedPredictions, unitPrice(plan.overagePer1000Minor)),
        },
        { idempotencyKey: `price_${key.usage}` },
      )
    ).id
  return { productId, basePriceId, usagePriceId, prices }
}

const tiersOf = (included: number, unit: string): Stripe.PriceCreateParams.Tier[] => {
  const over: Stripe.PriceCreateParams.Tier = { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from(unit) }
  return included > 0 ? [{ up_to: included, unit_amount: 0 }, over] : [over]
}

type SoldItem = { item: string; name: string }

const ensureProduct = async (stripe: Stripe, plan: CataloguePlan, sold?: SoldItem): Promise<string> => {
  const item = sold?.item ?? ''
  for await (const product of stripe.products.list({ active: true, limit: 100 }))
    if (
      product.metadata['assay_plan'] === plan.planKey &&
      (product.metadata['assay_item'] ?? '') === item &&
      (sold === undefined || product.name === nameOf(plan, sold))
    )
      return product.id
  const product = await stripe.products.create({
    name: nameOf(plan, sold),
    ...(plan.description === '' || sold !== undefined ? {} : { description: plan.description }),
    metadata: { assay_plan: plan.planKey, ...(item === '' ? {} : { assay_item: item }) },
  })
  return product.id
}

/** What invoices call it. */
const nameOf = (plan: CataloguePlan, sold: SoldItem | undefined): string =>
  sold === undefined ? plan.planName : `${plan.planName}: ${sold.name}`
