import { assertStatus } from '../engine/collect.ts'
import { lineFromItem } from '../engine/lines.ts'
import { type Api, present } from '../engine/present.ts'
import { invalid } from '../http/errors.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Invoice, InvoiceItem } from '../model.ts'
import { readTaxRates } from './discount-params.ts'
import { readItem } from './invoice-item-params.ts'
import { recompute } from './invoices.ts'

const url = '/v1/invoiceitems'

async function create(call: Call): Promise<Api> {
  const { work, params } = call
  const customer = await work.customer(params.required('customer'))
  const at = await work.clockTime(customer.test_clock)
  const currency = params.text('currency')?.toLowerCase() ?? null
  const item = await readItem(work, params, { customer, at, currency })
  await work.create('invoiceitem', item, 'invoiceitem.created')
  const invoiceId = params.text('invoice')
  if (invoiceId !== undefined) await putOn(call, await work.get('invoice', invoiceId, 'invoice'), item.id)
  return await present(work, await work.get('invoiceitem', item.id))
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('invoiceitem', id)
  if (before.invoice !== null)
    throw invalid('You can only change invoice items that are not attached to an invoice.')
  const taxRates = await readTaxRates(work, params, 'tax_rates')
  const amount = params.int('amount') ?? before.amount
  const next: InvoiceItem = {
    ...before,
    amount,
    net_amount: amount,
    discountable: params.bool('discountable') ?? before.discountable,
    description: params.has('description') ? (params.clearable('description') ?? null) : before.description,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    ...(taxRates === undefined ? {} : { _tax_rates: taxRates }),
  }
  return await present(work, await work.update('invoiceitem', before, next))
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
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
]
