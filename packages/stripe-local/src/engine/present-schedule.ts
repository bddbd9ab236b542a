import type { Phase, SubscriptionSchedule } from '../model-schedule.ts'
import type { Objects } from '../store.ts'
import type { Api } from './present.ts'

/** A phase as the API shows it. */
export async function presentPhases(objects: Objects, schedule: SubscriptionSchedule): Promise<Api[]> {
  const shown: Api[] = []
  for (const phase of schedule._phases) shown.push(await presentPhase(objects, phase))
  return shown
}

async function presentPhase(objects: Objects, phase: Phase): Promise<Api> {
  const rates = async (ids: string[]): Promise<Api[]> => {
    const found: Api[] = []
    for (const id of ids) found.push({ ...(await objects.get('tax_rate', id)) })
    return found
  }
  const items: Api[] = []
  for (const item of phase.items) {
    items.push({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price,
      price: item.price,
      ...(item.quantity === null ? {} : { quantity: item.quantity }),
      tax_rates: await rates(item.taxRates),
    })
  }
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: phase.collectionMethod,
    currency: phase.currency,
    default_payment_method: phase.defaultPaymentMethod,
    default_tax_rates: await rates(phase.taxRates),
    description: phase.description,
    discounts: phase.discounts.map(({ coupon, promotionCode, discount }) => ({
      coupon,
      discount,
      promotion_code: promotionCode,
    })),
    end_date: phase.end,
    invoice_settings: null,
    items,
    metadata: phase.metadata,
    on_behalf_of: null,
    proration_behavior: phase.proration,
    start_date: phase.start,
    transfer_data: null,
    trial_end: phase.trialEnd,
  }
}
