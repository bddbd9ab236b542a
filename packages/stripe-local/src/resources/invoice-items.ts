import { assertStatus } from '../engine/collect.ts'
import { buildInvoiceItem } from '../engine/invoice-item.ts'
import { lineFromItem, pricingOf } from '../engine/lines.ts'
import { type Api, present } from '../engine/present.ts'
import { amountMinor } from '../engine/rating.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Invoice } from '../model.ts'
import { recompute } from './invoices.ts'

const url = '/v1/invoiceitems'

async function create(call: Call): Promise<Api> {
  const { work, params } = call
  const customer = await work.customer(params.required('customer'))
  const at = await work.clockTime(customer.test_clock)
  const quantity = params.int('quantity', 0) ?? 1
  const pricing = params.object('pricing')
  const priceId = pricing?.text('price') ?? params.text('price')
  const price = priceId === undefined ? null : await work.get('price', priceId, 'pricing[price]')
  const amount =
    params.int('amount') ?? (price === null ? params.lacks('amount') : amountMinor(price, BigInt(quantity)))
  const subscription = params.text('subscription') ?? null
  if (subscription !== null) await work.get('subscription', subscription, 'subscription')
  params.accept('discountable', 'tax_behavior', 'tax_code', 'tax_rates')
  const period = params.object('period')
  const item = buildInvoiceItem({
    amount,
    currency: price?.currency ?? params.text('currency')?.toLowerCase() ?? params.lacks('currency'),
    customer: customer.id,
    description: params.clearable('description') ?? null,
    period: { start: period?.int('start') ?? at, end: period?.int('end') ?? at },
    proration: false,
    quantity,
    at,
    pricing: price === null ? null : pricingOf(price),
    subscription,
    subscriptionItem: null,
    testClock: customer.test_clock,
    metadata: mergeMetadata({}, params.metadata()),
  })
  params.accept('currency')
  await work.create('invoiceitem', item, 'invoiceitem.created')
  const invoiceId = params.text('invoice')
  if (invoiceId !== undefined) await putOn(call, await work.get('invoice', invoiceId, 'invoice'), item.id)
  return await present(work, await work.get('invoiceitem', item.id))
}

async function putOn(call: Call, invoice: Invoice, itemId: string): Promise<void> {
  assertStatus(invoice, ['draft'], 'add items to')
  const item = await call.work.get('invoiceitem', itemId)
  if (item.currency !== invoice.currency)
    throw invalid(`The currency of the item must match the invoice's: ${invoice.currency}`, 'currency')
  const line = { ...(await lineFromItem(call.work, item, invoice.id)), invoice: invoice.id }
  await recompute(call, { ...invoice, lines: { ...invoice.lines, data: [...invoice.lines.data, line] } })
}

async function remove({ work, id }: Call): Promise<Api> {
  const item = await work.get('invoiceitem', id)
  if (item.invoice !== null)
    throw invalid('You can only delete invoice items that are not attached to an invoice.')
  await work.remove(id)
  await work.emit('invoiceitem.deleted', item)
  return { id, object: 'invoiceitem', deleted: true }
}

export const invoiceItemRoutes: Route[] = [
  post(url, create),
  get(url, async (call) => {
    const { params } = call
    const pending = params.bool('pending')
    const match = {
      customer: params.text('customer'),
      invoice: pending === true ? null : params.text('invoice'),
    }
    return await listPage(call, 'invoiceitem', url, match)
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('invoiceitem', id))),
  del(`${url}/:id`, remove),
]
