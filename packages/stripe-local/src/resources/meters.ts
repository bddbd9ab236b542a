import { wallNow } from '../engine/calendar.ts'
import { idFrom, newId } from '../engine/ids.ts'
import { type Api, list, present } from '../engine/present.ts'
import { aggregateUsage } from '../engine/usage.ts'
import { invalid } from '../http/errors.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Meter } from '../model.ts'

const url = '/v1/billing/meters'
const windowSeconds = { hour: 3600, day: 86_400 } as const

async function create({ work, params }: Call): Promise<Api> {
  const eventName = params.required('event_name')
  const [taken] = await work.where('billing.meter', { match: { event_name: eventName, status: 'active' } })
  if (taken !== undefined)
    throw invalid(
      `An active meter already exists with the event name ${eventName}.`,
      'event_name',
      'resource_already_exists',
    )
  const aggregation = params.object('default_aggregation') ?? params.lacks('default_aggregation')
  const mapping = params.object('customer_mapping')
  mapping?.oneOf('type', ['by_id'] as const)
  const now = wallNow()
  const meter: Meter = {
    id: newId('mtr_test'),
    object: 'billing.meter',
    created: now,
    customer_mapping: {
      event_payload_key: mapping?.text('event_payload_key') ?? 'stripe_customer_id',
      type: 'by_id',
    },
    default_aggregation: {
      formula:
        aggregation.oneOf('formula', ['count', 'sum', 'last'] as const) ?? aggregation.lacks('formula'),
    },
    display_name: params.required('display_name'),
    event_name: eventName,
    event_time_window: params.oneOf('event_time_window', ['day', 'hour'] as const) ?? null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: now,
    value_settings: {
      event_payload_key: params.object('value_settings')?.text('event_payload_key') ?? 'value',
    },
  }
  return await present(work, await work.create('billing.meter', meter, 'billing.meter.created'))
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('billing.meter', id)
  const next = {
    ...before,
    display_name: params.text('display_name') ?? before.display_name,
    updated: wallNow(),
  }
  return await present(work, await work.update('billing.meter', before, next, 'billing.meter.updated'))
}

async function setStatus({ work, id }: Call, status: Meter['status']): Promise<Api> {
  const before = await work.get('billing.meter', id)
  if (before.status === status) throw invalid(`The meter is already ${status}.`)
  const now = wallNow()
  const next: Meter = {
    ...before,
    status,
    status_transitions: { deactivated_at: status === 'inactive' ? now : null },
    updated: now,
  }
  const event = status === 'inactive' ? 'billing.meter.deactivated' : 'billing.meter.reactivated'
  return await present(work, await work.update('billing.meter', before, next, event))
}

async function summaries({ work, params, id }: Call): Promise<Api> {
  const meter = await work.get('billing.meter', id)
  const customer = await work.customer(params.required('customer'))
  const start = params.int('start_time', 0) ?? params.lacks('start_time')
  const end = params.int('end_time', 0) ?? params.lacks('end_time')
  const grouping = params.oneOf('value_grouping_window', ['day', 'hour'] as const)
  const step = grouping === undefined ? 60 : windowSeconds[grouping]
  for (const [name, value] of [
    ['start_time', start],
    ['end_time', end],
  ] as const) {
    if (value % step !== 0)
      throw invalid(`${name} must be aligned with ${grouping ?? 'minute'} boundaries.`, name)
  }
  if (end <= start) throw invalid('end_time must be after start_time.', 'end_time')
  const path = `${url}/${id}/event_summaries`
  const width = grouping === undefined ? end - start : step
  if ((end - start) / width > 10_000) throw invalid('The time range holds too many windows.', 'end_time')
  const found: Api[] = []
  for (let from = start; from < end; from += width) {
    const window = { customer: customer.id, from, to: from + width }
    const value = await aggregateUsage(work.sql, meter, window, work.settings.meterDelayMs())
    if (value === 0n) continue
    found.unshift({
      id: idFrom('mtrusg_test', `${id} ${customer.id} ${from} ${window.to}`),
      object: 'billing.meter_event_summary',
      aggregated_value: Number(value),
      end_time: window.to,
      livemode: false,
      meter: id,
      start_time: from,
    })
  }
  return found.length === 0 ? list([], path) : pageOf(found, path, readPage(params))
}

export const meterRoutes: Route[] = [
  post(url, create),
  get(url, async (call) => {
    const match = { status: call.params.oneOf('status', ['active', 'inactive'] as const) }
    return await listPage(call, 'billing.meter', url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('billing.meter', id))),
  post(`${url}/:id`, update),
  post(`${url}/:id/deactivate`, (call) => setStatus(call, 'inactive')),
  post(`${url}/:id/reactivate`, (call) => setStatus(call, 'active')),
  get(`${url}/:id/event_summaries`, summaries),
]
