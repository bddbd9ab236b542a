import type Stripe from 'stripe'
import type { GatewayItem, GatewayPlanChange, GatewaySubscription, GatewayTax } from './gateway.ts'
import { idOf, seconds, toSubscription } from './mapping.ts'

export const createCheckout = async (
  stripe: Stripe,
  input: {
    customerId: string
    workspaceId: string
    tax: GatewayTax
    items: GatewayItem[]
    trialDays: number
    promotionCodeId: string | null
    successUrl: string
    cancelUrl: string
  },
): Promise<{ id: string; url: string }> => {
  const trial = input.trialDays > 0
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: input.customerId,
    client_reference_id: input.workspaceId,
    metadata: { workspace_id: input.workspaceId },
    ...(input.tax.by === 'stripe'
      ? {
          automatic_tax: { enabled: true },
          billing_address_collection: 'required' as const,
          customer_update: { address: 'auto' as const, name: 'auto' as const },
          tax_id_collection: { enabled: true },
        }
      : {}),
    subscription_data: {
      metadata: { workspace_id: input.workspaceId },
      ...ratesOf(input.tax),
      ...(trial
        ? {
            trial_period_days: input.trialDays,
            trial_settings: { end_behavior: { missing_payment_method: 'cancel' as const } },
          }
        : {}),
    },
    ...(trial ? { payment_method_collection: 'if_required' as const } : {}),
    ...(input.promotionCodeId === null
      ? { allow_promotion_codes: true }
      : { discounts: [{ promotion_code: input.promotionCodeId }] }),
    line_items: input.items.map(({ priceId, quantity }) => ({
      price: priceId,
      ...(quantity === null ? {} : { quantity }),
    })),
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
  await withdrawChange(stripe, from)
  const changed = await stripe.subscriptions.update(from.id, {
    ...changeOf(from, to),
    ...(to.newPeriod ? { cancel_at_period_end: false } : {}),
    // The card is asked first: a refused payment leaves the old plan as it was.
    payment_behavior: 'error_if_incomplete',
  })
  return toSubscription(changed)
}

/** The same for the change and for its preview, so that they cannot say different things. */
export const changeOf = (from: Stripe.Subscription, to: GatewayPlanChange) => {
  const newPeriod = to.newPeriod && from.status !== 'trialing'
  return {
    items: itemsFor(from, to.items),
    ...(newPeriod ? { billing_cycle_anchor: { type: 'now' as const } } : {}),
    proration_behavior: to.credit ? ('always_invoice' as const) : ('none' as const),
    ...(to.prorateAt === undefined ? {} : { proration_date: seconds(to.prorateAt) }),
  }
}

const isMetered = (item: Stripe.SubscriptionItem): boolean => item.price.recurring?.usage_type === 'metered'

/** The fewest changes that lead to the wanted items: the same price stays, another takes the place of its like. */
const itemsFor = (
  from: Stripe.Subscription,
  wanted: readonly GatewayItem[],
): Stripe.SubscriptionUpdateParams.Item[] => {
  const free = [...from.items.data]
  const take = (fits: (item: Stripe.SubscriptionItem) => boolean): Stripe.SubscriptionItem | undefined => {
    const at = free.findIndex(fits)
    return at < 0 ? undefined : free.splice(at, 1)[0]
  }
  const matched = wanted.map((one) => ({ one, same: take((item) => item.price.id === one.priceId) }))
  const changes = matched.map(({ one, same }) => {
    const old = same ?? take((item) => isMetered(item) === (one.quantity === null))
    return {
      ...(old === undefined ? {} : { id: old.id }),
      price: one.priceId,
      ...(one.quantity === null ? {} : { quantity: one.quantity }),
    }
  })
  return [...changes, ...free.map(({ id }) => ({ id, deleted: true }))]
}

const scheduleOf = (subscription: Stripe.Subscription): string | null => idOf(subscription.schedule)

/** A schedule keeps every other hand off the items: what it would still have changed is given up. */
export const withdrawChange = async (stripe: Stripe, from: Stripe.Subscription): Promise<void> => {
  const schedule = scheduleOf(from)
  if (schedule !== null) await stripe.subscriptionSchedules.release(schedule)
}

/** Two phases: what runs until the period ends, and the new items from then on; after that it goes on by itself. */
export const changeAtPeriodEnd = async (
  stripe: Stripe,
  from: Stripe.Subscription,
  items: readonly GatewayItem[],
): Promise<void> => {
  await withdrawChange(stripe, from)
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: from.id })
  const [running] = schedule.phases
  if (running === undefined) throw new Error(`schedule ${schedule.id} has no phase`)
  const phaseItems = (some: readonly GatewayItem[]) =>
    some.map(({ priceId, quantity }) => ({ price: priceId, ...(quantity === null ? {} : { quantity }) }))
  await stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      {
        items: phaseItems(toSubscription(from).items),
        start_date: running.start_date,
        end_date: running.end_date,
        proration_behavior: 'none',
      },
      { items: phaseItems(items), proration_behavior: 'none' },
    ],
  })
}
