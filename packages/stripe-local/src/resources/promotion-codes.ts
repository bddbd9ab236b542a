import { wallNow } from '../engine/calendar.ts'
import { newId, randomText } from '../engine/ids.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { PromotionCode } from '../model-discounts.ts'

const url = '/v1/promotion_codes'

async function create({ work, params }: Call): Promise<Api> {
  const promotion = params.object('promotion') ?? params.lacks('promotion')
  promotion.oneOf('type', ['coupon'] as const)
  const coupon = await work.get('coupon', promotion.required('coupon'), 'promotion[coupon]')
  const code = params.text('code') ?? randomText(8).toUpperCase()
  if (!/^[A-Za-z0-9-]+$/.test(code))
    throw invalid('A code may only contain letters, digits and hyphens.', 'code')
  const customer = params.text('customer') ?? null
  if (customer !== null) await work.customer(customer)
  const active = params.bool('active') ?? true
  const taken = await work.where('promotion_code', { match: { active: true } })
  if (active && taken.some((other) => sameCode(other, code) && other.customer === customer))
    throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, 'code')
  const restrictions = params.object('restrictions')
  const made: PromotionCode = {
    id: newId('promo'),
    object: 'promotion_code',
    active,
    code,
    created: wallNow(),
    customer,
    customer_account: null,
    expires_at: params.int('expires_at', wallNow()) ?? null,
    livemode: false,
    max_redemptions: params.int('max_redemptions', 1) ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: {
      first_time_transaction: restrictions?.bool('first_time_transaction') ?? false,
      minimum_amount: restrictions?.int('minimum_amount', 1) ?? null,
      minimum_amount_currency: restrictions?.text('minimum_amount_currency') ?? null,
    },
    times_redeemed: 0,
  }
  return await present(work, await work.create('promotion_code', made, 'promotion_code.created'))
}

/** Codes are told apart without regard to case. */
export const sameCode = (known: PromotionCode, code: string): boolean =>
  known.code.toUpperCase() === code.trim().toUpperCase()

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('promotion_code', id)
  const next: PromotionCode = {
    ...before,
    active: params.bool('active') ?? before.active,
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await work.update('promotion_code', before, next, 'promotion_code.updated'))
}

export const promotionCodeRoutes: Route[] = [
  post(url, create),
  get(url, async (call) => {
    const { params, work } = call
    const coupon = params.text('coupon')
    const code = params.text('code')
    const match = {
      active: params.bool('active'),
      customer: params.text('customer'),
      promotion: coupon === undefined ? undefined : { coupon },
    }
    if (code === undefined) return await listPage(call, 'promotion_code', url, match)
    const all = await work.where('promotion_code', {})
    const ids = all.filter((known) => sameCode(known, code)).map(({ id }) => id)
    return await listPage(call, 'promotion_code', url, match, ids)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('promotion_code', id))),
  post(`${url}/:id`, update),
]
