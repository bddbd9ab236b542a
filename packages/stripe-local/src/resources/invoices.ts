import {
  assertStatus,
  closeInvoice,
  collect,
  finalizeAndCollect,
  markPaid,
  methodFor,
} from '../engine/collect.ts'
import { createDraft, finalize } from '../engine/invoice.ts'
import { attach, resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import { withTotals } from '../engine/totals.ts'
import { cardDeclined, invalid } from '../http/errors.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Invoice } from '../model.ts'
import { createPreview } from './invoice-preview.ts'
import { search } from './search.ts'

const url = '/v1/invoices'

const timeOf = async ({ work }: Call, invoice: Invoice): Promise<number> =>
  await work.clockTime(invoice.test_clock)

async function create(call: Call): Promise<Api> {
  const { work, params } = call
  const customer = await work.customer(params.required('customer'))
  const pending = params.oneOf('pending_invoice_items_behavior', ['include', 'exclude'] as const)
  params.accept('automatic_tax', 'payment_settings', 'footer')
  const subscriptionId = params.text('subscription')
  const subscription =
    subscriptionId === undefined ? null : await work.get('subscription', subscriptionId, 'subscription')
  const now = await work.clockTime(customer.test_clock)
  const method = params.oneOf('collection_method', ['charge_automatically', 'send_invoice'] as const)
  const draft = await createDraft(work, {
    customer,
    subscription,
    reason: 'manual',
    period: { start: now, end: now },
    lines: [],
    currency: params.text('currency') ?? subscription?.currency ?? 'usd',
    now,
    withPendingItems: pending === 'include' || (pending === undefined && subscription !== null),
    autoAdvance: params.bool('auto_advance') ?? false,
    daysUntilDue: params.int('days_until_due', 0) ?? null,
    description: params.clearable('description') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    ...(method === undefined ? {} : { collectionMethod: method }),
  })
  return await present(work, draft)
}

async function update(call: Call): Promise<Api> {
  const { work, params, id } = call
  const before = await work.get('invoice', id)
  const next: Invoice = {
    ...before,
    auto_advance: params.bool('auto_advance') ?? before.auto_advance,
    metadata: mergeMetadata(before.metadata, params.metadata()),
    description: params.has('description')
      ? (params.clearable('description') ?? null)
      : before['description'],
    default_payment_method: params.text('default_payment_method') ?? before.default_payment_method,
  }
  return await present(work, await work.update('invoice', before, next, 'invoice.updated'))
}

async function finalizeRoute(call: Call): Promise<Api> {
  const { work, params } = call
  const draft = await work.get('invoice', call.id)
  assertStatus(draft, ['draft'], 'finalize')
  const advances = params.bool('auto_advance') ?? draft.auto_advance
  const now = await timeOf(call, draft)
  if (advances)
    return await present(
      work,
      (await finalizeAndCollect(work, { ...draft, auto_advance: true }, now)).invoice,
    )
  const open = await finalize(work, { ...draft, auto_advance: false }, now)
  return await present(work, open.amount_due === 0 ? await markPaid(work, open, now) : open)
}

async function pay(call: Call): Promise<Api> {
  const { work, params } = call
  const invoice = await work.get('invoice', call.id)
  const now = await timeOf(call, invoice)
  const card = params.text('payment_method')
  const outOfBand = params.bool('paid_out_of_band') ?? false
  params.accept('off_session', 'forgive')
  assertStatus(invoice, ['draft', 'open', 'uncollectible'], 'pay')
  const open = invoice.status === 'draft' ? await finalize(work, invoice, now) : invoice
  if (outOfBand || open.amount_due === 0) return await present(work, await markPaid(work, open, now))
  const chosen =
    card === undefined ? undefined : await resolvePaymentMethod(work, card, 'payment_method', now)
  const method =
    chosen === undefined ? await methodFor(work, open) : await attach(work, chosen, open.customer)
  if (method === null)
    throw invalid(
      'Cannot charge a customer that has no active card or default payment method.',
      undefined,
      'resource_missing',
    )
  const { invoice: after, decline } = await collect(work, open, now, method)
  if (decline !== null) throw cardDeclined(decline, true)
  return await present(work, after)
}

async function close(call: Call, status: 'void' | 'uncollectible'): Promise<Api> {
  const { work, id } = call
  const before = await work.get('invoice', id)
  assertStatus(
    before,
    status === 'void' ? ['open', 'uncollectible'] : ['open'],
    status === 'void' ? 'void' : 'mark',
  )
  return await present(work, await closeInvoice(work, before, status, await timeOf(call, before)))
}

async function remove({ work, id }: Call): Promise<Api> {
  const invoice = await work.get('invoice', id)
  assertStatus(invoice, ['draft'], 'delete')
  if (invoice.parent !== null) throw invalid('You can only delete draft invoices that have no subscription.')
  await work.clearTimer(id)
  await work.remove(id)
  await work.emit('invoice.deleted', invoice)
  return { id, object: 'invoice', deleted: true }
}

async function listInvoices(call: Call): Promise<Api> {
  const { params } = call
  params.accept('due_date')
  const subscription = params.text('subscription')
  const match = {
    customer: params.text('customer'),
    status: params.oneOf('status', ['draft', 'open', 'paid', 'uncollectible', 'void'] as const),
    collection_method: params.text('collection_method'),
    parent: subscription === undefined ? undefined : { subscription_details: { subscription } },
  }
  return await listPage(call, 'invoice', url, match)
}

/** Writes a draft's lines and totals again. */
export async function recompute(call: Call, invoice: Invoice): Promise<Invoice> {
  const next = await withTotals(call.work, invoice, await call.work.customer(invoice.customer))
  await call.work.save('invoice', next)
  return next
}

export const invoiceRoutes: Route[] = [
  get(`${url}/search`, (call) => search(call, 'invoice', url)),
  post(`${url}/create_preview`, createPreview),
  post(url, create),
  get(url, listInvoices),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('invoice', id))),
  post(`${url}/:id`, update),
  del(`${url}/:id`, remove),
  get(`${url}/:id/lines`, async ({ work, params, id }) => {
    const shown = await present(work, await work.get('invoice', id))
    // `present` keeps the list shape of a stored invoice's lines.
    const { data } = shown['lines'] as { data: Api[] }
    return pageOf(data, `${url}/${id}/lines`, readPage(params))
  }),
  post(`${url}/:id/finalize`, finalizeRoute),
  post(`${url}/:id/pay`, pay),
  post(`${url}/:id/send`, async (call) => {
    const invoice = await call.work.get('invoice', call.id)
    const now = await timeOf(call, invoice)
    const open = invoice.status === 'draft' ? await finalize(call.work, invoice, now) : invoice
    await call.work.emit('invoice.sent', open)
    return await present(call.work, open)
  }),
  post(`${url}/:id/void`, (call) => close(call, 'void')),
  post(`${url}/:id/mark_uncollectible`, (call) => close(call, 'uncollectible')),
]
