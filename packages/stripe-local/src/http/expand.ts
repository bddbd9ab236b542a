import { sessionTotals } from '../engine/checkout-totals.ts'
import { clientSecret } from '../engine/payment-intent.ts'
import { type Api, list, present } from '../engine/present.ts'
import { exclusivePart, sum } from '../engine/taxes.ts'
import type { Work } from '../engine/work.ts'
import type { Line, Price } from '../model.ts'
import { invalid } from './errors.ts'

const maxDepth = 4

const isRecord = (value: unknown): value is Api =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Replaces ids by their objects along dotted paths, and fills in fields that are only sent on request. */
export async function expand(objects: Work, body: Api, paths: string[]): Promise<Api> {
  for (const path of paths) {
    const parts = path.split('.')
    if (parts.length > maxDepth + 1)
      throw invalid(`You cannot expand more than ${maxDepth} levels of a property. Property: ${path}`)
    await expandPath(objects, body, parts, path)
  }
  return body
}

async function expandPath(objects: Work, node: Api, parts: string[], path: string): Promise<void> {
  const [part, ...rest] = parts
  if (part === undefined) return
  if (Array.isArray(node[part])) {
    const children: unknown[] = node[part]
    for (const child of children) if (isRecord(child)) await expandPath(objects, child, rest, path)
    return
  }
  if (!Object.hasOwn(node, part) || typeof node[part] === 'string') {
    const value = await resolve(objects, node, part)
    if (value === 'absent') return
    if (value === undefined)
      throw invalid(
        `This property cannot be expanded (${part}). You may want to try expanding a parent or check the path '${path}'.`,
        'expand',
      )
    node[part] = value
  }
  const next = node[part]
  if (isRecord(next)) await expandPath(objects, next, rest, path)
}

async function resolve(
  objects: Work,
  node: Api,
  field: string,
): Promise<Api | Api[] | 'absent' | null | undefined> {
  const value = node[field]
  if (typeof value === 'string') {
    const found = await objects.findAny(value)
    return found === undefined ? undefined : await present(objects, found)
  }
  const id = String(node['id'])
  if (field === 'subscriptions' && node['object'] === 'customer') {
    const rows = await objects.where('subscription', { match: { customer: id } })
    const live = rows.filter(({ status }) => status !== 'canceled').reverse()
    return list(await presentAll(objects, live), `/v1/customers/${id}/subscriptions`)
  }
  if (field === 'tiers' && node['object'] === 'price') {
    return (await objects.get('price', id))._tiers?.map((tier) => ({ ...tier })) ?? 'absent'
  }
  if (field === 'refunds' && node['object'] === 'charge') {
    const rows = await objects.where('refund', { match: { charge: id } })
    return list(await presentAll(objects, rows.reverse()), `/v1/charges/${id}/refunds`)
  }
  if (field === 'applies_to' && node['object'] === 'coupon') {
    const { _products: products } = await objects.get('coupon', id)
    return products === null ? 'absent' : { products }
  }
  if (field === 'currency_options' && node['object'] === 'coupon')
    return { ...(await objects.get('coupon', id))._currency_options }
  if (field === 'line_items' && node['object'] === 'checkout.session') {
    return list(await sessionLines(objects, id), `/v1/checkout/sessions/${id}/line_items`)
  }
  if (field === 'confirmation_secret' && node['object'] === 'invoice') {
    const intent = (await objects.get('invoice', id))._payment_intent
    return intent === null ? null : { client_secret: clientSecret(intent), type: 'payment_intent' }
  }
  return undefined
}

async function presentAll(objects: Work, rows: { id: string }[]): Promise<Api[]> {
  const data: Api[] = []
  for (const { id } of rows) {
    const found = await objects.findAny(id)
    if (found !== undefined) data.push(await present(objects, found))
  }
  return data
}

/** The line items of a Checkout session, as its own endpoint and `expand[]=line_items` show them. */
export async function sessionLines(objects: Work, sessionId: string): Promise<Api[]> {
  const session = await objects.get('checkout.session', sessionId)
  const { lines } = await sessionTotals(objects, session, session.created, false)
  const shown: Api[] = []
  for (const [index, item] of session._items.entries()) {
    const price = await objects.get('price', item.price)
    const line = lines[index]
    if (line === undefined) continue
    shown.push(await lineItem(objects, { id: item.id, price, quantity: item.quantity, line }))
  }
  return shown
}

/** A line item of a session or a quote. */
export async function lineItem(
  objects: Work,
  { id, price, quantity, line }: { id: string; price: Price; quantity: number; line: Line },
): Promise<Api> {
  const off = sum(line.discount_amounts)
  return {
    id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: off,
    amount_subtotal: line.amount,
    amount_tax: sum(line.taxes),
    amount_total: line.amount - off + exclusivePart(line.taxes),
    currency: price.currency,
    description: line.description,
    metadata: {},
    price: await present(objects, price),
    quantity: price.recurring?.usage_type === 'metered' ? null : quantity,
  }
}
