import { changeItems, type ItemChange } from '../engine/change.ts'
import { type Api, list, presentItem } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { missing } from '../http/errors.ts'
import { pageOf, readPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Subscription, SubscriptionItem } from '../model.ts'
import { readBehavior, readPrice } from './subscription-params.ts'

const url = '/v1/subscription_items'

async function locate(
  work: Work,
  id: string,
): Promise<{ subscription: Subscription; item: SubscriptionItem }> {
  const [subscription] = await work.where('subscription', { match: { _items: [{ id }] } })
  const item = subscription?._items.find((candidate) => candidate.id === id)
  if (subscription === undefined || item === undefined) throw missing('subscription item', id)
  return { subscription, item }
}

async function change(
  work: Work,
  params: Params,
  subscription: Subscription,
  item: ItemChange,
): Promise<Subscription> {
  params.accept('payment_behavior', 'off_session', 'clear_usage', 'tax_rates')
  const now = await work.clockTime(subscription.test_clock)
  const fields = {
    items: [item],
    proration: readBehavior(params),
    prorationDate: params.int('proration_date') ?? null,
    resetAnchor: false,
  }
  return await changeItems(work, subscription, fields, now)
}

async function create({ work, params }: Call): Promise<Api> {
  const subscription = await work.get('subscription', params.required('subscription'), 'subscription')
  const price = (await readPrice(work, params)) ?? params.lacks('price')
  const after = await change(work, params, subscription, {
    id: null,
    price,
    quantity: params.int('quantity', 0) ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    deleted: false,
  })
  const added = after._items.find((item) => item.price === price)
  if (added === undefined) throw missing('subscription item', price)
  return await presentItem(work, after, added)
}

async function update({ work, params, id }: Call): Promise<Api> {
  const { subscription, item } = await locate(work, id)
  const metadata = params.metadata()
  const after = await change(work, params, subscription, {
    id,
    price: await readPrice(work, params),
    quantity: params.int('quantity', 0) ?? null,
    metadata: metadata === undefined ? null : mergeMetadata(item.metadata, metadata),
    deleted: false,
  })
  return await presentItem(work, after, after._items.find((candidate) => candidate.id === id) ?? item)
}

async function remove({ work, params, id }: Call): Promise<Api> {
  const { subscription } = await locate(work, id)
  await change(work, params, subscription, { id, price: null, quantity: null, metadata: null, deleted: true })
  return { id, object: 'subscription_item', deleted: true }
}

export const subscriptionItemRoutes: Route[] = [
  post(url, create),
  get(url, async ({ work, params }) => {
    const subscription = await work.get('subscription', params.required('subscription'), 'subscription')
    const items: Api[] = []
    for (const item of subscription._items) items.push(await presentItem(work, subscription, item))
    return items.length === 0 ? list([], url) : pageOf(items, url, readPage(params))
  }),
  get(`${url}/:id`, async ({ work, id }) => {
    const { subscription, item } = await locate(work, id)
    return await presentItem(work, subscription, item)
  }),
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
]
