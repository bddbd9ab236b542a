import { wallNow } from '../engine/calendar.ts'
import { newId } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Price, Product, Recurring } from '../model.ts'
import { readTiers, readUnitAmount } from './price-amounts.ts'
import { search } from './search.ts'

const url = '/v1/prices'
const intervals = ['day', 'week', 'month', 'year'] as const

/** Makes a price from the parameters of `/v1/prices`, `price_data` or `default_price_data`. */
export async function createPrice(work: Work, params: Params, product: string): Promise<Price> {
  const currency = params.required('currency').toLowerCase()
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`Invalid currency: ${currency}`, params.name('currency'))
  const scheme = params.oneOf('billing_scheme', ['per_unit', 'tiered'] as const) ?? 'per_unit'
  const recurring = await readRecurring(work, params)
  const tiers = scheme === 'tiered' ? readTiers(params) : null
  const amount = scheme === 'tiered' ? { amount: null, decimal: null } : readUnitAmount(params)
  params.accept('tax_behavior', 'currency_options')
  const price: Price = {
    id: newId('price'),
    object: 'price',
    active: params.bool('active') ?? true,
    billing_scheme: scheme,
    created: wallNow(),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: mergeMetadata({}, params.metadata()),
    nickname: params.text('nickname') ?? null,
    product,
    recurring,
    tax_behavior: 'unspecified',
    tiers_mode: scheme === 'tiered' ? readTiersMode(params) : null,
    transform_quantity: readTransform(params, scheme),
    type: recurring === null ? 'one_time' : 'recurring',
    unit_amount: amount.amount,
    unit_amount_decimal: amount.decimal,
    _tiers: tiers,
  }
  const lookupKey = await claimLookupKey(work, params, price)
  return await work.create('price', { ...price, lookup_key: lookupKey }, 'price.created')
}

function readTiersMode(params: Params): 'graduated' | 'volume' {
  return params.oneOf('tiers_mode', ['graduated', 'volume'] as const) ?? params.lacks('tiers_mode')
}

function readTransform(params: Params, scheme: string): Price['transform_quantity'] {
  const transform = params.object('transform_quantity')
  if (transform === undefined) return null
  if (scheme === 'tiered')
    throw invalid('You cannot use `transform_quantity` with tiered pricing.', 'transform_quantity')
  const divideBy = transform.int('divide_by', 1) ?? transform.lacks('divide_by')
  const round = transform.oneOf('round', ['up', 'down'] as const) ?? transform.lacks('round')
  return { divide_by: divideBy, round }
}

async function readRecurring(work: Work, params: Params): Promise<Recurring | null> {
  const recurring = params.object('recurring')
  if (recurring === undefined) return null
  const interval = recurring.oneOf('interval', intervals) ?? recurring.lacks('interval')
  const usage = recurring.oneOf('usage_type', ['licensed', 'metered'] as const) ?? 'licensed'
  const meterId = recurring.text('meter') ?? null
  if (usage === 'metered' && meterId === null)
    throw invalid('Metered prices must be backed by a meter. Pass `recurring[meter]`.', 'recurring[meter]')
  if (usage === 'licensed' && meterId !== null)
    throw invalid('`recurring[meter]` needs `recurring[usage_type]` to be `metered`.', 'recurring[meter]')
  if (meterId !== null) {
    const meter = await work.get('billing.meter', meterId, 'recurring[meter]')
    if (meter.status !== 'active') throw invalid('The meter is inactive.', 'recurring[meter]')
  }
  return {
    interval,
    interval_count: recurring.int('interval_count', 1, 1095) ?? 1,
    meter: meterId,
    trial_period_days: null,
    usage_type: usage,
  }
}

/** A lookup key belongs to one price; `transfer_lookup_key` takes it from its holder. */
async function claimLookupKey(work: Work, params: Params, price: Price): Promise<string | null> {
  const key = params.clearable('lookup_key')
  const transfers = params.bool('transfer_lookup_key') ?? false
  if (key === undefined) return price.lookup_key
  if (key === null) return null
  const [holder] = await work.where('price', { match: { lookup_key: key } })
  if (holder === undefined || holder.id === price.id) return key
  if (!transfers)
    throw invalid(
      `A price (\`${holder.id}\`) already uses that lookup key.`,
      'lookup_key',
      'resource_already_exists',
    )
  await work.update('price', holder, { ...holder, lookup_key: null }, 'price.updated')
  return key
}

async function create({ work, params }: Call): Promise<Api> {
  const data = params.object('product_data')
  if (data === undefined) {
    const product = await work.get('product', params.required('product'), 'product')
    return await present(work, await createPrice(work, params, product.id))
  }
  const product = await createProduct(work, data)
  return await present(work, await createPrice(work, params, product.id))
}

/** A product from `product_data`. */
export async function createProduct(work: Work, data: Params): Promise<Product> {
  data.accept('tax_code', 'tax_details', 'images')
  const now = wallNow()
  return await work.create(
    'product',
    {
      id: data.text('id') ?? newId('prod'),
      object: 'product',
      active: data.bool('active') ?? true,
      created: now,
      default_price: null,
      description: data.clearable('description') ?? null,
      images: [],
      livemode: false,
      marketing_features: [],
      metadata: mergeMetadata({}, data.metadata()),
      name: data.required('name'),
      package_dimensions: null,
      shippable: null,
      tax_details: null,
      type: 'service',
      unit_label: data.text('unit_label') ?? null,
      updated: now,
      url: null,
    },
    'product.created',
  )
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('price', id)
  params.accept('tax_behavior', 'currency_options')
  const next: Price = {
    ...before,
    active: params.bool('active') ?? before.active,
    nickname: params.has('nickname') ? (params.clearable('nickname') ?? null) : before.nickname,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    lookup_key: await claimLookupKey(work, params, before),
  }
  return await present(work, await work.update('price', before, next, 'price.updated'))
}

async function listPrices(call: Call): Promise<Api> {
  const { work, params } = call
  const keys = params.strings('lookup_keys')
  const recurring = params.object('recurring')
  const match = {
    active: params.bool('active'),
    currency: params.text('currency'),
    product: params.text('product'),
    type: params.oneOf('type', ['one_time', 'recurring'] as const),
    recurring:
      recurring === undefined
        ? undefined
        : withoutAbsent({
            interval: recurring.oneOf('interval', intervals),
            meter: recurring.text('meter'),
            usage_type: recurring.text('usage_type'),
          }),
  }
  if (keys === undefined) return await listPage(call, 'price', url, match)
  const ids: string[] = []
  for (const key of keys)
    ids.push(...(await work.where('price', { match: { lookup_key: key } })).map(({ id }) => id))
  return await listPage(call, 'price', url, match, ids)
}

const withoutAbsent = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

export const priceRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'price', url)),
  post(url, create),
  get(url, listPrices),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('price', id))),
  post(`${url}/:id`, update),
]
