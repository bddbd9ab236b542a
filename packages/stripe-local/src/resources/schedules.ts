import { boundary } from '../engine/calendar.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { cancelNow, endedPeriod } from '../engine/renew.ts'
import { applyPhase, itemsOf, releaseSchedule, startSchedule } from '../engine/schedule.ts'
import { checkedPrices } from '../engine/subscribe.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Phase, SubscriptionSchedule } from '../model-schedule.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { readPrice } from './subscription-params.ts'

const url = '/v1/subscription_schedules'
const behaviors = ['cancel', 'release'] as const

async function create(call: Call): Promise<Api> {
  const { work, params } = call
  params.accept('billing_mode', 'default_settings')
  const from = params.text('from_subscription')
  const schedule = from === undefined ? await createNew(call) : await createFrom(call, from)
  await work.create('subscription_schedule', schedule, 'subscription_schedule.created')
  const now = await work.clockTime(schedule.test_clock)
  const [first] = schedule._phases
  if (schedule.status === 'active' && first !== undefined)
    await work.setTimer(schedule.id, 'phase_end', first.end, schedule.test_clock)
  else if (first !== undefined && first.start <= now) await startSchedule(work, schedule.id, now)
  else if (first !== undefined)
    await work.setTimer(schedule.id, 'schedule_start', first.start, schedule.test_clock)
  return await present(work, await work.get('subscription_schedule', schedule.id))
}

async function createFrom({ work, params }: Call, id: string): Promise<SubscriptionSchedule> {
  if (params.has('phases') || params.has('customer'))
    throw invalid('You cannot set phases or customer with from_subscription.', 'from_subscription')
  const subscription = await work.get('subscription', id, 'from_subscription')
  if (subscription.schedule !== null || subscription.ended_at !== null)
    throw invalid('The subscription already has a schedule, or has ended.', 'from_subscription')
  const period = endedPeriod(subscription)
  const phase: Phase = {
    ...period,
    items: await itemsOf(work, subscription),
    proration: 'create_prorations',
    trialEnd: subscription.status === 'trialing' ? subscription.trial_end : null,
    discounts: [],
    taxRates: subscription._default_tax_rates ?? [],
    currency: subscription.currency,
    collectionMethod: null,
    defaultPaymentMethod: null,
    description: null,
    metadata: {},
  }
  const schedule = build(
    params,
    subscription.customer,
    subscription.test_clock,
    [phase],
    subscription.created,
  )
  await work.save('subscription', { ...subscription, schedule: schedule.id })
  return {
    ...schedule,
    status: 'active',
    subscription: id,
    current_phase: { start_date: period.start, end_date: period.end },
  }
}

async function createNew({ work, params }: Call): Promise<SubscriptionSchedule> {
  const customer = await work.customer(params.required('customer'))
  const now = await work.clockTime(customer.test_clock)
  const said = params.text('start_date')
  const start = said === undefined || said === 'now' ? now : (params.int('start_date', 0) ?? now)
  const phases = await readPhases(work, params, start)
  return build(params, customer.id, customer.test_clock, phases, now)
}

function build(
  params: Params,
  customer: string,
  testClock: string | null,
  phases: Phase[],
  now: number,
): SubscriptionSchedule {
  return {
    id: newId('sub_sched'),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: null, type: 'classic' },
    canceled_at: null,
    completed_at: null,
    created: now,
    current_phase: null,
    customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: params.oneOf('end_behavior', behaviors) ?? 'release',
    livemode: false,
    metadata: mergeMetadata({}, params.metadata()),
    pause_schedules: [],
    released_at: null,
    released_subscription: null,
    status: 'not_started',
    subscription: null,
    test_clock: testClock,
    _phases: phases,
  }
}

async function readPhases(work: Work, params: Params, start: number): Promise<Phase[]> {
  const phases: Phase[] = []
  let from = start
  for (const entry of params.list('phases') ?? params.lacks('phases')) {
    const phase = await readPhase(work, entry, from)
    if (phase.end <= phase.start) throw invalid('A phase must end after it starts.', entry.name('end_date'))
    phases.push(phase)
    from = phase.end
  }
  return phases
}

async function readPhase(work: Work, entry: Params, from: number): Promise<Phase> {
  entry.accept('automatic_tax', 'billing_cycle_anchor', 'invoice_settings')
  const start = entry.string('start_date')
  if (start !== undefined && start !== 'now' && Number(start) !== from)
    throw invalid(`Phases must be consecutive. This one must start at ${from}.`, entry.name('start_date'))
  const items: Phase['items'] = []
  for (const item of entry.list('items') ?? entry.lacks('items')) {
    items.push({
      price: (await readPrice(work, item)) ?? item.lacks('price'),
      quantity: item.int('quantity', 0) ?? null,
      metadata: mergeMetadata({}, item.metadata()),
      taxRates: (await readTaxRates(work, item, 'tax_rates')) ?? [],
    })
  }
  const [first] = await checkedPrices(
    work,
    items.map(({ price }) => price),
  )
  const duration = entry.object('duration')
  const interval =
    duration?.oneOf('interval', ['day', 'week', 'month', 'year'] as const) ?? first?.recurring?.interval
  const count =
    duration === undefined
      ? (first?.recurring?.interval_count ?? 1)
      : (duration.int('interval_count', 1) ?? 1)
  const end = entry.int('end_date', from) ?? boundary(from, interval ?? 'month', count, 1)
  const trial = entry.bool('trial') ?? false
  return {
    start: from,
    end,
    items,
    proration:
      entry.oneOf('proration_behavior', ['create_prorations', 'always_invoice', 'none'] as const) ??
      'create_prorations',
    trialEnd: trial ? end : (entry.int('trial_end', from) ?? null),
    discounts: readDiscounts(entry) ?? [],
    taxRates: (await readTaxRates(work, entry, 'default_tax_rates')) ?? [],
    currency: first?.currency ?? entry.text('currency') ?? 'usd',
    collectionMethod:
      entry.oneOf('collection_method', ['charge_automatically', 'send_invoice'] as const) ?? null,
    defaultPaymentMethod: entry.text('default_payment_method') ?? null,
    description: entry.clearable('description') ?? null,
    metadata: mergeMetadata({}, entry.metadata()),
  }
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('subscription_schedule', id)
  assertOpen(before)
  params.accept('default_settings', 'proration_behavior')
  const start = before._phases[0]?.start ?? before.created
  const phases = params.has('phases') ? await readPhases(work, params, start) : before._phases
  const next: SubscriptionSchedule = {
    ...before,
    end_behavior: params.oneOf('end_behavior', behaviors) ?? before.end_behavior,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    _phases: phases,
  }
  const now = await work.clockTime(before.test_clock)
  const running = phases.find((phase) => phase.start <= now && now < phase.end)
  if (before.subscription !== null && running === undefined)
    throw invalid('The current phase must be among the phases.', 'phases')
  const moved: SubscriptionSchedule =
    before.subscription === null || running === undefined
      ? next
      : { ...next, current_phase: { start_date: running.start, end_date: running.end } }
  await work.update('subscription_schedule', before, moved, 'subscription_schedule.updated')
  if (before.subscription !== null && running !== undefined) {
    await work.setTimer(id, 'phase_end', running.end, before.test_clock)
    await applyPhase(work, await work.get('subscription', before.subscription), running, now)
  } else await work.setTimer(id, 'schedule_start', phases[0]?.start ?? now, before.test_clock)
  return await present(work, await work.get('subscription_schedule', id))
}

function assertOpen(schedule: SubscriptionSchedule): void {
  if (schedule.status !== 'active' && schedule.status !== 'not_started')
    throw invalid(`You cannot change a schedule that is ${schedule.status}.`)
}

async function cancel({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('subscription_schedule', id)
  assertOpen(before)
  const fields = { invoiceNow: params.bool('invoice_now') ?? true, prorate: params.bool('prorate') ?? true }
  const now = await work.clockTime(before.test_clock)
  await work.clearTimer(id)
  if (before.subscription !== null)
    await cancelNow(work, await work.get('subscription', before.subscription), now, fields)
  const next: SubscriptionSchedule = { ...before, status: 'canceled', canceled_at: now, current_phase: null }
  return await present(
    work,
    await work.update('subscription_schedule', before, next, 'subscription_schedule.canceled'),
  )
}

export const scheduleRoutes: Route[] = [
  post(url, create),
  get(url, (call) => {
    call.params.accept('scheduled', 'canceled_at', 'completed_at', 'released_at')
    return listPage(call, 'subscription_schedule', url, { customer: call.params.text('customer') })
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('subscription_schedule', id))),
  post(`${url}/:id`, update),
  post(`${url}/:id/cancel`, cancel),
  post(`${url}/:id/release`, async ({ work, params, id }) => {
    params.accept('preserve_cancel_date')
    const before = await work.get('subscription_schedule', id)
    assertOpen(before)
    return await present(work, await releaseSchedule(work, before, await work.clockTime(before.test_clock)))
  }),
]
