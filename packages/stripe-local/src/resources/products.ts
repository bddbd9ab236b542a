import { wallNow } from '../engine/calendar.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Product } from '../model.ts'
import { createPrice } from './prices.ts'
import { search } from './search.ts'

const url = '/v1/products'

async function create({ work, params }: Call): Promise<Api> {
  const id = params.text('id') ?? newId('prod')
  if ((await work.findAny(id)) !== undefined)
    throw invalid(`Product already exists.`, 'id', 'resource_already_exists')
  const now = wallNow()
  const blank: Product = {
    id,
    object: 'product',
    active: true,
    created: now,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name: params.required('name'),
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: now,
    url: null,
  }
  const product = readFields(params, blank)
  await work.insert('product', product)
  const priceData = params.object('default_price_data')
  if (priceData !== undefined) {
    const price = await createPrice(work, priceData, product.id)
    product.default_price = price.id
    await work.save('product', product)
  }
  await work.emit('product.created', product)
  return await present(work, product)
}

function readFields(params: Params, product: Product): Product {
  const set = (key: string): unknown => (params.has(key) ? (params.clearable(key) ?? null) : product[key])
  params.accept('type', 'shippable', 'package_dimensions')
  const features = params.list('marketing_features')
  return {
    ...product,
    name: params.text('name') ?? product.name,
    active: params.bool('active') ?? product.active,
    description: set('description'),
    statement_descriptor: set('statement_descriptor'),
    tax_code: set('tax_code'),
    unit_label: set('unit_label'),
    url: set('url'),
    images: params.strings('images') ?? product['images'],
    marketing_features:
      features?.map((feature) => ({ name: feature.required('name') })) ?? product['marketing_features'],
    metadata: mergeMetadata(product.metadata, params.metadata()),
  }
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('product', id)
  const price = params.clearable('default_price')
  if (typeof price === 'string') await work.get('price', price, 'default_price')
  const next: Product = {
    ...readFields(params, before),
    default_price: price === undefined ? before.default_price : price,
    updated: wallNow(),
  }
  return await present(work, await work.update('product', before, next, 'product.updated'))
}

async function remove({ work, id }: Call): Promise<Api> {
  const product = await work.get('product', id)
  if ((await work.where('price', { match: { product: id } })).length > 0)
    throw invalid('This product cannot be deleted because it has one or more user-created prices.', 'id')
  await work.remove(id)
  await work.emit('product.deleted', product)
  return { id, object: 'product', deleted: true }
}

export const productRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'product', url)),
  post(url, create),
  get(url, async (call) => {
    const { params } = call
    params.accept('type', 'shippable')
    const match = { active: params.bool('active'), url: params.text('url') }
    return await listPage(call, 'product', url, match, params.strings('ids'))
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('product', id))),
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
]
