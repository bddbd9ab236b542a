import type { Subscription } from '../model.ts'
import type { Phase, SubscriptionSchedule } from '../model-schedule.ts'
import { changeItems, type ItemChange } from './change.ts'
import { isMetered } from './lines.ts'
import { cancelNow } from './renew.ts'
import { subscribe } from './subscribe.ts'
import { redeemAll } from './subscription-discounts.ts'
import type { Work } from './work.ts'

const phaseAt = (schedule: SubscriptionSchedule, now: number): Phase | undefined =>
  schedule._phases.find(({ start, end }) => start <= now && now < end)

const span = (phase: Phase) => ({ start_date: phase.start, end_date: phase.end })

/** The first phase begins: its subscription is made, with its first invoice. */
export async function startSchedule(work: Work, id: string, now: number): Promise<void> {
  const schedule = await work.get('subscription_schedule', id)
  const phase = phaseAt(schedule, now)
  if (schedule.status !== 'not_started' || phase === undefined) return
  const items: { price: string; quantity: number; metadata: Record<string, string>; taxRates: string[] }[] =
    []
  for (const item of phase.items) items.push({ ...item, quantity: item.quantity ?? 1 })
  const subscription = await subscribe(work, {
    customer: await work.customer(schedule.customer),
    items,
    defaultPaymentMethod: phase.defaultPaymentMethod,
    trialEnd: phase.trialEnd,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    metadata: phase.metadata,
    description: phase.description,
    paymentBehavior: 'allow_incomplete',
    collectionMethod: phase.collectionMethod ?? 'charge_automatically',
    daysUntilDue: phase.collectionMethod === 'send_invoice' ? 30 : null,
    billingCycleAnchor: null,
    discounts: phase.discounts,
    taxRates: phase.taxRates,
  })
  await work.save('subscription', { ...(await work.get('subscription', subscription.id)), schedule: id })
  const active: SubscriptionSchedule = {
    ...schedule,
    status: 'active',
    subscription: subscription.id,
    current_phase: span(phase),
  }
  await work.update('subscription_schedule', schedule, active, 'subscription_schedule.updated')
  await work.setTimer(id, 'phase_end', phase.end, schedule.test_clock)
}

/** A phase has ended: the next one begins, or the schedule ends the way it was told to. */
export async function advanceSchedule(work: Work, id: string, now: number): Promise<void> {
  const schedule = await work.find('subscription_schedule', id)
  if (schedule === undefined || schedule.status !== 'active' || schedule.subscription === null) return
  const subscription = await work.get('subscription', schedule.subscription)
  const phase = phaseAt(schedule, now)
  if (phase === undefined || subscription.ended_at !== null)
    return await finish(work, schedule, subscription, now)
  const moved: SubscriptionSchedule = { ...schedule, current_phase: span(phase) }
  await work.update('subscription_schedule', schedule, moved, 'subscription_schedule.updated')
  await work.setTimer(id, 'phase_end', phase.end, schedule.test_clock)
  await applyPhase(work, subscription, phase, now)
}

/** Makes the subscription what the phase says. */
export async function applyPhase(
  work: Work,
  subscription: Subscription,
  phase: Phase,
  now: number,
): Promise<Subscription> {
  const discounts =
    phase.discounts.length === 0
      ? subscription.discounts
      : await redeemAll(work, phase.discounts, subscription, Number.MAX_SAFE_INTEGER, now)
  const described: Subscription = {
    ...subscription,
    discounts,
    description: phase.description ?? subscription.description,
    metadata: { ...subscription.metadata, ...phase.metadata },
    default_payment_method: phase.defaultPaymentMethod ?? subscription.default_payment_method,
    _default_tax_rates: phase.taxRates,
  }
  await work.update('subscription', subscription, described, 'customer.subscription.updated')
  const items = itemChanges(described, phase)
  if (items.length === 0) return described
  const fields = { items, proration: phase.proration, prorationDate: null, resetAnchor: false }
  return await changeItems(work, described, fields, now)
}

/** The fewest changes that lead from the subscription's items to the phase's. */
function itemChanges(subscription: Subscription, phase: Phase): ItemChange[] {
  const free = [...subscription._items]
  const changes: ItemChange[] = []
  const unmatched = phase.items.filter((wanted) => {
    const index = free.findIndex(({ price }) => price === wanted.price)
    const [same] = index < 0 ? [] : free.splice(index, 1)
    if (same === undefined) return true
    if (wanted.quantity !== null && wanted.quantity !== same.quantity)
      changes.push({ id: same.id, price: null, quantity: wanted.quantity, metadata: null, deleted: false })
    return false
  })
  for (const { price, quantity, metadata } of unmatched) {
    const old = free.shift()
    changes.push({ id: old?.id ?? null, price, quantity: quantity ?? 1, metadata, deleted: false })
  }
  for (const { id } of free) changes.push({ id, price: null, quantity: null, metadata: null, deleted: true })
  return changes
}

async function finish(
  work: Work,
  schedule: SubscriptionSchedule,
  subscription: Subscription,
  now: number,
): Promise<void> {
  const cancels = schedule.end_behavior === 'cancel' && subscription.ended_at === null
  if (cancels) await cancelNow(work, subscription, now, { invoiceNow: true, prorate: false })
  if (cancels || subscription.ended_at !== null) {
    const done: SubscriptionSchedule = {
      ...schedule,
      status: 'completed',
      completed_at: now,
      current_phase: null,
    }
    await work.update('subscription_schedule', schedule, done, 'subscription_schedule.completed')
    return
  }
  await releaseSchedule(work, schedule, now)
}

/** The subscription goes on as it is, without a schedule. */
export async function releaseSchedule(
  work: Work,
  schedule: SubscriptionSchedule,
  now: number,
): Promise<SubscriptionSchedule> {
  await work.clearTimer(schedule.id)
  if (schedule.subscription !== null) {
    const subscription = await work.get('subscription', schedule.subscription)
    await work.update(
      'subscription',
      subscription,
      { ...subscription, schedule: null },
      'customer.subscription.updated',
    )
  }
  const released: SubscriptionSchedule = {
    ...schedule,
    status: 'released',
    released_at: now,
    released_subscription: schedule.subscription,
    subscription: null,
    current_phase: null,
  }
  return await work.update('subscription_schedule', schedule, released, 'subscription_schedule.released')
}

/** The items of a running subscription, as a phase names them. */
export async function itemsOf(work: Work, subscription: Subscription): Promise<Phase['items']> {
  const items: Phase['items'] = []
  for (const item of subscription._items) {
    const metered = isMetered(await work.get('price', item.price))
    items.push({
      price: item.price,
      quantity: metered ? null : item.quantity,
      metadata: item.metadata,
      taxRates: item.tax_rates ?? [],
    })
  }
  return items
}
