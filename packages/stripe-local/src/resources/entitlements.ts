import { wallNow } from '../engine/calendar.ts'
import { activeFeatures, announceEntitlements } from '../engine/entitlements.ts'
import { idFrom, newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid, missing } from '../http/errors.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Feature, ProductFeature } from '../model-billing.ts'

const url = '/v1/entitlements/features'
const activeUrl = '/v1/entitlements/active_entitlements'
const productUrl = '/v1/products/:id/features'

async function create({ work, params }: Call): Promise<Api> {
  const key = params.required('lookup_key')
  const [taken] = await work.where('entitlements.feature', { match: { lookup_key: key, active: true } })
  if (taken !== undefined)
    throw invalid(
      `A feature with the lookup key ${key} exists already.`,
      'lookup_key',
      'resource_already_exists',
    )
  const feature: Feature = {
    id: newId('feat_test'),
    object: 'entitlements.feature',
    active: true,
    created: wallNow(),
    livemode: false,
    lookup_key: key,
    metadata: mergeMetadata({}, params.metadata()),
    name: params.required('name'),
  }
  return await present(work, await work.create('entitlements.feature', feature))
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('entitlements.feature', id)
  const next: Feature = {
    ...before,
    active: params.bool('active') ?? before.active,
    name: params.text('name') ?? before.name,
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await work.update('entitlements.feature', before, next))
}

async function attach({ work, params, id }: Call): Promise<Api> {
  await work.get('product', id)
  const feature = await work.get(
    'entitlements.feature',
    params.required('entitlement_feature'),
    'entitlement_feature',
  )
  const match = { _product: id, _feature: feature.id }
  const [known] = await work.where('product_feature', { match })
  if (known !== undefined) throw invalid('The product already has this feature.', 'entitlement_feature')
  const made: ProductFeature = {
    id: newId('prodft_test'),
    object: 'product_feature',
    created: wallNow(),
    livemode: false,
    ...match,
  }
  const shown = await present(work, await work.create('product_feature', made))
  await announceEntitlements(work, id)
  return shown
}

async function find({ work, id, childId }: Call): Promise<ProductFeature> {
  const found = await work.get('product_feature', childId)
  if (found._product !== id) throw missing('product feature', childId)
  return found
}

async function active({ work, params }: Call): Promise<Api> {
  const customer = await work.customer(params.required('customer'))
  const shown = (await activeFeatures(work, customer.id)).map((feature) => ({
    id: idFrom('ent_test', `${customer.id} ${feature.id}`),
    object: 'entitlements.active_entitlement',
    feature: feature.id,
    livemode: false,
    lookup_key: feature.lookup_key,
  }))
  return pageOf(shown, activeUrl, readPage(params))
}

export const entitlementRoutes: Route[] = [
  post(url, create),
  get(url, (call) => {
    const match = {
      lookup_key: call.params.text('lookup_key'),
      active: call.params.bool('archived') === true ? false : undefined,
    }
    return listPage(call, 'entitlements.feature', url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('entitlements.feature', id))),
  post(`${url}/:id`, update),
  get(activeUrl, active),
  post(productUrl, attach),
  get(productUrl, (call) =>
    listPage(call, 'product_feature', `/v1/products/${call.id}/features`, { _product: call.id }),
  ),
  get(`${productUrl}/:childId`, async (call) => present(call.work, await find(call))),
  del(`${productUrl}/:childId`, async (call) => {
    const { id } = await find(call)
    await call.work.remove(id)
    await announceEntitlements(call.work, call.id)
    return { id, object: 'product_feature', deleted: true }
  }),
]
