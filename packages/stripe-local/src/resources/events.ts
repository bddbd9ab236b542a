import { wallNow } from '../engine/calendar.ts'
import { newId, randomText } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { apiVersion } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage, readCreated, readPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { WebhookEndpoint } from '../model.ts'

const eventsUrl = '/v1/events'
const endpointsUrl = '/v1/webhook_endpoints'

async function listEvents(call: Call): Promise<Api> {
  const type = call.params.text('type')
  const types = call.params.strings('types')
  call.params.accept('delivery_success')
  if (types === undefined) return await listPage(call, 'event', eventsUrl, { type })
  const { work, params } = call
  const page = readPage(params)
  const range = readCreated(params)
  const all = (await work.where('event', range))
    .filter((event) => types.includes(String(event['type'])))
    .reverse()
  const start = page.after === undefined ? 0 : all.findIndex(({ id }) => id === page.after) + 1
  const data: Api[] = []
  for (const event of all.slice(start, start + page.limit)) data.push(await present(work, event))
  return { object: 'list', data, has_more: start + page.limit < all.length, url: eventsUrl }
}

export interface NewEndpoint {
  id?: string
  url: string
  secret?: string
  enabledEvents: string[]
  description?: string | null
  metadata?: Record<string, string>
}

export function buildEndpoint(fields: NewEndpoint): WebhookEndpoint {
  return {
    id: fields.id ?? newId('we'),
    object: 'webhook_endpoint',
    api_version: apiVersion,
    application: null,
    created: wallNow(),
    description: fields.description ?? null,
    enabled_events: fields.enabledEvents,
    livemode: false,
    metadata: fields.metadata ?? {},
    status: 'enabled',
    url: fields.url,
    _secret: fields.secret ?? `whsec_${randomText(32)}`,
  }
}

function readUrl(params: Params): string | undefined {
  const value = params.text('url')
  if (value !== undefined && !/^https?:\/\/[^\s]+$/.test(value))
    throw invalid('Invalid URL: must start with http:// or https://', 'url', 'url_invalid')
  return value
}

async function createEndpoint({ work, params }: Call): Promise<Api> {
  params.accept('api_version')
  const connect = params.bool('connect') ?? false
  const bare = buildEndpoint({
    url: readUrl(params) ?? params.lacks('url'),
    enabledEvents: params.strings('enabled_events') ?? params.lacks('enabled_events'),
    description: params.clearable('description') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
  })
  const endpoint: WebhookEndpoint = { ...bare, _connect: connect }
  await work.create('webhook_endpoint', endpoint)
  // The secret is shown once, at creation.
  return { ...(await present(work, endpoint)), secret: endpoint._secret }
}

async function updateEndpoint({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('webhook_endpoint', id)
  const disabled = params.bool('disabled')
  const next: WebhookEndpoint = {
    ...before,
    url: readUrl(params) ?? before.url,
    enabled_events: params.strings('enabled_events') ?? before.enabled_events,
    description: params.has('description')
      ? (params.clearable('description') ?? null)
      : before['description'],
    metadata: mergeMetadata(before.metadata, params.metadata()),
    status: disabled === undefined ? before.status : disabled ? 'disabled' : 'enabled',
  }
  return await present(work, await work.update('webhook_endpoint', before, next))
}

export const eventRoutes: Route[] = [
  get(eventsUrl, listEvents),
  get(`${eventsUrl}/:id`, async ({ work, id }) => await present(work, await work.get('event', id))),
  post(endpointsUrl, createEndpoint),
  get(endpointsUrl, (call) => listPage(call, 'webhook_endpoint', endpointsUrl, {})),
  get(
    `${endpointsUrl}/:id`,
    async ({ work, id }) => await present(work, await work.get('webhook_endpoint', id)),
  ),
  post(`${endpointsUrl}/:id`, updateEndpoint),
  del(`${endpointsUrl}/:id`, async ({ work, id }) => {
    await work.get('webhook_endpoint', id)
    await work.sql`update deliveries set state = 'abandoned' where endpoint_id = ${id} and state = 'pending'`
    await work.remove(id)
    return { id, object: 'webhook_endpoint', deleted: true }
  }),
]
