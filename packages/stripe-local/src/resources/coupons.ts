import { wallNow } from '../engine/calendar.ts'
import { randomText } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Coupon } from '../model-discounts.ts'

const url = '/v1/coupons'

async function create({ work, params }: Call): Promise<Api> {
  const id = params.text('id') ?? randomText(8)
  const known = await work.find('coupon', id)
  if (known !== undefined && known.deleted !== true)
    throw invalid('Coupon already exists.', 'id', 'resource_already_exists')
  const amount = params.int('amount_off', 1) ?? null
  const percent = readPercent(params)
  if ((amount === null) === (percent === null))
    throw invalid('Pass either amount_off or percent_off.', 'percent_off', 'parameter_missing')
  const currency = params.text('currency')?.toLowerCase() ?? null
  if (amount !== null && currency === null) params.lacks('currency')
  const duration = params.oneOf('duration', ['once', 'repeating', 'forever'] as const) ?? 'once'
  const months = params.int('duration_in_months', 1)
  if ((duration === 'repeating') !== (months !== undefined))
    throw invalid(
      'duration_in_months goes with a duration of repeating, and only with it.',
      'duration_in_months',
    )
  const coupon: Coupon = {
    id,
    object: 'coupon',
    amount_off: amount,
    created: wallNow(),
    currency: amount === null ? null : currency,
    duration,
    duration_in_months: months ?? null,
    livemode: false,
    max_redemptions: params.int('max_redemptions', 1) ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    name: params.clearable('name') ?? null,
    percent_off: percent,
    redeem_by: params.int('redeem_by', wallNow()) ?? null,
    times_redeemed: 0,
    _products: await readProducts({ work, params }),
    _currency_options: readCurrencies(params),
  }
  if (known !== undefined) await work.remove(id)
  return await present(work, await work.create('coupon', coupon, 'coupon.created'))
}

function readPercent(params: Params): number | null {
  const text = params.decimal('percent_off')
  if (text === undefined) return null
  const percent = Number(text)
  if (percent <= 0 || percent > 100)
    throw invalid('percent_off must be above 0 and at most 100.', 'percent_off')
  return percent
}

async function readProducts({ work, params }: Pick<Call, 'params' | 'work'>): Promise<string[] | null> {
  const products = params.object('applies_to')?.strings('products') ?? null
  for (const id of products ?? []) await work.get('product', id, 'applies_to[products]')
  return products
}

function readCurrencies(params: Params): Coupon['_currency_options'] {
  const options = params.object('currency_options')
  const entries = (options?.keys() ?? []).map((currency) => {
    const entry = options?.object(currency)
    return [
      currency,
      { amount_off: entry?.int('amount_off', 1) ?? params.lacks('currency_options') },
    ] as const
  })
  return Object.fromEntries(entries)
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('coupon', id)
  const next: Coupon = {
    ...before,
    name: params.has('name') ? (params.clearable('name') ?? null) : before.name,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    _currency_options: { ...before._currency_options, ...readCurrencies(params) },
  }
  return await present(work, await work.update('coupon', before, next, 'coupon.updated'))
}

/** Discounts that run already keep running. */
async function remove({ work, id }: Call): Promise<Api> {
  const coupon = await work.get('coupon', id)
  await work.save('coupon', { ...coupon, deleted: true })
  await work.emit('coupon.deleted', coupon)
  return { id, object: 'coupon', deleted: true }
}

export const couponRoutes: Route[] = [
  post(url, create),
  get(url, (call) => listPage(call, 'coupon', url, {})),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('coupon', id))),
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
]
