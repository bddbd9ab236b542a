import type { Subscription } from '../model.ts'
import type { Feature } from '../model-billing.ts'
import { idFrom } from './ids.ts'
import type { Work } from './work.ts'

/** The features of all products that a customer is subscribed to, without repetition. */
export async function activeFeatures(work: Work, customer: string): Promise<Feature[]> {
  const products = new Set<string>()
  for (const subscription of await work.where('subscription', { match: { customer } })) {
    if (!['active', 'trialing', 'past_due'].includes(subscription.status)) continue
    for (const item of subscription._items) products.add((await work.get('price', item.price)).product)
  }
  const found = new Map<string, Feature>()
  for (const product of products) {
    for (const { _feature: id } of await work.where('product_feature', { match: { _product: product } }))
      found.set(id, await work.get('entitlements.feature', id))
  }
  return [...found.values()]
}

/** Tells what a customer may use, when that may have changed. */
export async function announceCustomer(
  work: Work,
  subscription: Pick<Subscription, 'customer'>,
): Promise<void> {
  const { customer } = subscription
  const [any] = await work.where('product_feature', {})
  if (any === undefined) return
  const data = (await activeFeatures(work, customer)).map((feature) => ({
    id: idFrom('ent_test', `${customer} ${feature.id}`),
    object: 'entitlements.active_entitlement',
    feature: feature.id,
    livemode: false,
    lookup_key: feature.lookup_key,
  }))
  const url = `/v1/customer/${customer}/entitlements`
  await work.announce('entitlements.active_entitlement_summary.updated', {
    object: 'entitlements.active_entitlement_summary',
    customer,
    entitlements: { object: 'list', data, has_more: false, url },
    livemode: false,
  })
}

/** The same for everybody who is subscribed to a product whose features changed. */
export async function announceEntitlements(work: Work, product: string): Promise<void> {
  const customers = new Set<string>()
  const prices = new Set((await work.where('price', { match: { product } })).map(({ id }) => id))
  for (const subscription of await work.where('subscription', {})) {
    if (subscription.ended_at === null && subscription._items.some(({ price }) => prices.has(price)))
      customers.add(subscription.customer)
  }
  for (const customer of customers) await announceCustomer(work, { customer })
}
