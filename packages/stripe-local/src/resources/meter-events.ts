import { wallNow } from '../engine/calendar.ts'
import { randomText } from '../engine/ids.ts'
import type { Api } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import type { Call, Route } from '../http/route.ts'

const pastSeconds = 35 * 86_400
const futureSeconds = 5 * 60
const maxNameLength = 100

/** Takes one usage event; the identifier is unique for good, which is stricter than Stripe's rolling day. */
async function create({ work, params }: Call): Promise<Api> {
  const eventName = params.required('event_name')
  const payload = Object.fromEntries(readPayload(params))
  const [meter] = await work.where('billing.meter', { match: { event_name: eventName, status: 'active' } })
  if (meter === undefined)
    throw invalid(`No active meter found with event name ${eventName}.`, 'event_name', 'archived_meter')
  const customerKey = meter.customer_mapping.event_payload_key
  const customerId = payload[customerKey]
  if (customerId === undefined)
    throw invalid(
      `Missing customer mapping key in payload: ${customerKey}`,
      `payload[${customerKey}]`,
      'missing_dimension_payload_keys',
    )
  const customer = await work.customer(customerId, `payload[${customerKey}]`)
  const value = readValue(payload, meter.value_settings.event_payload_key, meter.default_aggregation.formula)
  const now = await work.clockTime(customer.test_clock)
  const at = params.int('timestamp', 0) ?? now
  if (at < now - pastSeconds)
    throw invalid(
      'The timestamp must be within the past 35 calendar days.',
      'timestamp',
      'timestamp_too_far_in_past',
    )
  if (at > now + futureSeconds)
    throw invalid(
      'The timestamp must not be more than 5 minutes in the future.',
      'timestamp',
      'timestamp_in_future',
    )
  const identifier = params.text('identifier') ?? randomText(32)
  if (identifier.length > maxNameLength)
    throw invalid(`identifier can be at most ${maxNameLength} characters long.`, 'identifier')
  const created = wallNow()
  const rows = await work.sql`
    insert into meter_events (account, identifier, event_name, customer, value, at, payload, created)
    values (${work.account}, ${identifier}, ${eventName}, ${customer.id}, ${value}, ${at}, ${JSON.stringify(payload)}::text::jsonb, ${created})
    on conflict (account, identifier) do nothing returning seq`
  if (rows.length === 0)
    throw invalid(
      `An event already exists with identifier ${identifier}.`,
      'identifier',
      'duplicate_meter_event',
    )
  return {
    object: 'billing.meter_event',
    created,
    event_name: eventName,
    identifier,
    livemode: false,
    payload,
    timestamp: at,
  }
}

function readPayload(params: Call['params']): [string, string][] {
  const payload = params.object('payload') ?? params.lacks('payload')
  return payload.keys().map((key) => [key, payload.string(key) ?? ''])
}

function readValue(payload: Record<string, string>, key: string, formula: string): string {
  const value = payload[key]
  if (value === undefined) {
    if (formula === 'count') return '1'
    throw invalid(`Missing value key in payload: ${key}`, `payload[${key}]`, 'no_meter')
  }
  if (!/^\d{1,15}$/.test(value))
    throw invalid(
      `Invalid value: ${value}. Values must be whole numbers.`,
      `payload[${key}]`,
      'invalid_value',
    )
  return value
}

export const meterEventRoutes: Route[] = [
  { method: 'POST', path: '/v1/billing/meter_events', run: create, unordered: true },
]
