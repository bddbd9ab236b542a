import type Stripe from 'stripe'
import type { GatewayPlanChange, GatewayPrices, GatewaySubscription, GatewayTax } from './gateway.ts'
import { seconds, toSubscription } from './mapping.ts'

export const createCheckout = async (
  stripe: Stripe,
  input: {
    customerId: string
    workspaceId: string
    prices: GatewayPrices
    tax: GatewayTax
    successUrl: string
    cancelUrl: string
  },
): Promise<{ id: string; url: string }> => {
  const { basePriceId, usagePriceId } = input.prices
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: input.customerId,
    client_reference_id: input.workspaceId,
    metadata: { workspace_id: input.workspaceId },
    subscription_data: { metadata: { workspace_id: input.workspaceId }, ...ratesOf(input.tax) },
    ...(input.tax.by === 'stripe'
      ? {
          automatic_tax: { enabled: true },
          billing_address_collection: 'required' as const,
          customer_update: { address: 'auto' as const, name: 'auto' as const },
          tax_id_collection: { enabled: true },
        }
      : {}),
    line_items: [
      { price: basePriceId, quantity: 1 },
      ...(usagePriceId === null ? [] : [{ price: usagePriceId }]),
    ],
    success_url: input.successUrl,
    cancel_url: input.cancelUrl,
  })
  return { id: session.id, url: session.url ?? '' }
}

const ratesOf = (tax: GatewayTax) =>
  tax.by === 'rates' && tax.rateIds.length > 0 ? { default_tax_rates: tax.rateIds } : {}

const ended = new Set<string>(['canceled', 'incomplete_expired'])

export const liveSubscriptions = async (
  stripe: Stripe,
  customerId: string,
): Promise<GatewaySubscription[]> => {
  const live: GatewaySubscription[] = []
  for await (const one of stripe.subscriptions.list({ customer: customerId, status: 'all', limit: 100 }))
    if (!ended.has(one.status)) live.push(toSubscription(one))
  // Stripe lists the newest first, which also orders those of the same second.
  return live.reverse().sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
}

/** Moving the anchor to now closes the running period: each period has one price, and one invoice. */
export const changePlan = async (
  stripe: Stripe,
  from: Stripe.Subscription,
  to: GatewayPlanChange,
): Promise<GatewaySubscription> => {
  const changed = await stripe.subscriptions.update(from.id, {
    ...changeOf(from, to),
    cancel_at_period_end: false,
    // The card is asked first: a refused payment leaves the old plan as it was.
    payment_behavior: 'error_if_incomplete',
  })
  return toSubscription(changed)
}

/** The same for the change and for its preview, so that they cannot say different things. */
export const changeOf = (from: Stripe.Subscription, to: GatewayPlanChange) => ({
  items: itemsFor(from, to.prices),
  billing_cycle_anchor: { type: 'now' as const },
  proration_behavior: to.credit ? ('always_invoice' as const) : ('none' as const),
  ...(to.prorateAt === undefined ? {} : { proration_date: seconds(to.prorateAt) }),
})

const itemsFor = (
  from: Stripe.Subscription,
  { basePriceId, usagePriceId }: GatewayPrices,
): Stripe.SubscriptionUpdateParams.Item[] => {
  const metered = from.items.data.find((item) => item.price.recurring?.usage_type === 'metered')
  const base = from.items.data.find((item) => item !== metered)
  return [
    base === undefined ? { price: basePriceId, quantity: 1 } : { id: base.id, price: basePriceId },
    ...(usagePriceId !== null
      ? [metered === undefined ? { price: usagePriceId } : { id: metered.id, price: usagePriceId }]
      : metered === undefined
        ? []
        : [{ id: metered.id, deleted: true }]),
  ]
}
