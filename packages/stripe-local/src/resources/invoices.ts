import {
  assertStatus,
  closeInvoice,
  collect,
  finalizeAndCollect,
  markPaid,
  methodFor,
} from '../engine/collect.ts'
import { redeem } from '../engine/discounts.ts'
import { createDraft, type DraftFields, finalize } from '../engine/invoice.ts'
import { lineFromItem } from '../engine/lines.ts'
import { attach, resolvePaymentMethod } from '../engine/payment-method.ts'
import { type Api, present } from '../engine/present.ts'
import { withTotals } from '../engine/totals.ts'
import { cardDeclined, invalid } from '../http/errors.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata } from '../http/params.ts'
import { type Call, del, get, post, type Route } from '../http/route.ts'
import type { Customer, Invoice } from '../model.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { readItem } from './invoice-item-params.ts'
import { createPreview } from './invoice-preview.ts'
import { search } from './search.ts'

const url = '/v1/invoices'

const timeOf = async ({ work }: Call, invoice: Invoice): Promise<number> =>
  await work.clockTime(invoice.test_clock)

async function create(call: Call): Promise<Api> {
  const { work, params } = call
  const customer = await work.customer(params.required('customer'))
  const pending = params.oneOf('pending_invoice_items_behavior', ['include', 'exclude'] as const)
  params.accept('automatic_tax', 'payment_settings', 'rendering', 'custom_fields', 'issuer')
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
    footer: params.clearable('footer') ?? null,
    ...(await readTerms(call, customer, now)),
    description: params.clearable('description') ?? null,
    metadata: mergeMetadata({}, params.metadata()),
    ...(method === undefined ? {} : { collectionMethod: method }),
  })
  return await present(work, await withTransfer(call, draft))
}

async function readTerms(call: Call, customer: Customer, now: number): Promise<Partial<DraftFields>> {
  const { work, params } = call
  const rates = await readTaxRates(work, params, 'default_tax_rates')
  const dueDate = params.int('due_date', now)
  const refs = readDiscounts(params)
  const currency = params.text('currency') ?? 'usd'
  const target = { customer, currency, amount: Number.MAX_SAFE_INTEGER }
  const discounts: string[] = []
  for (const ref of refs ?? []) discounts.push((await redeem(work, ref, target, now)).id)
  return {
    ...(rates === undefined ? {} : { taxRates: rates }),
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(refs === undefined ? {} : { discounts }),
  }
}

/** What of the payment goes to a connected account. */
async function withTransfer({ work, params }: Call, draft: Invoice): Promise<Invoice> {
  const transfer = params.object('transfer_data')
  const fee = params.int('application_fee_amount', 0)
  if (transfer === undefined && fee === undefined) return draft
  const destination = transfer?.required('destination')
  transfer?.accept('amount')
  if (destination !== undefined) await work.get('account', destination, 'transfer_data[destination]')
  const next: Invoice = {
    ...draft,
    ...(destination === undefined ? {} : { _transfer_data: { destination } }),
    ...(fee === undefined ? {} : { _application_fee_amount: fee }),
  }
  await work.save('invoice', next)
  return next
}

async function update(call: Call): Promise<Api> {
  const { work, params, id } = call
  const before = await work.get('invoice', id)
  const edits = [
    'default_tax_rates',
    'discounts',
    'due_date',
    'footer',
    'collection_method',
    'days_until_due',
  ]
  if (edits.some((key) => params.has(key))) assertStatus(before, ['draft'], 'edit')
  params.accept('payment_settings', 'rendering', 'automatic_tax')
  const now = await timeOf(call, before)
  const customer = await work.customer(before.customer)
  const terms = await readTerms(call, customer, now)
  const method = params.oneOf('collection_method', ['charge_automatically', 'send_invoice'] as const)
  const days = params.int('days_until_due', 0)
  const edited: Invoice = {
    ...before,
    collection_method: method ?? before.collection_method,
    due_date: terms.dueDate ?? (days === undefined ? before.due_date : now + days * 86_400),
    discounts: terms.discounts ?? before.discounts,
    _default_tax_rates: terms.taxRates ?? before._default_tax_rates ?? [],
    footer: params.has('footer') ? (params.clearable('footer') ?? null) : before['footer'],
  }
  const next: Invoice = {
    ...(before.status === 'draft' ? await withTotals(work, edited, customer) : edited),
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

/** Puts further lines on a draft: new charges, or invoice items that wait. */
async function addLines(call: Call): Promise<Api> {
  const { work, params, id } = call
  const draft = await work.get('invoice', id)
  assertStatus(draft, ['draft'], 'add lines to')
  const now = await timeOf(call, draft)
  const metadata = mergeMetadata(draft.metadata, params.metadata('invoice_metadata'))
  const lines = [...draft.lines.data]
  for (const entry of params.list('lines') ?? params.lacks('lines')) {
    const pending = entry.text('invoice_item')
    const item =
      pending === undefined
        ? await readItem(work, entry, {
            customer: await work.customer(draft.customer),
            at: now,
            currency: draft.currency,
          })
        : await work.get('invoiceitem', pending, entry.name('invoice_item'))
    if (pending === undefined) await work.create('invoiceitem', item, 'invoiceitem.created')
    if (item.currency !== draft.currency || item.invoice !== null)
      throw invalid("An item must be free and in the invoice's currency.", entry.name('invoice_item'))
    lines.push({ ...(await lineFromItem(work, item, id)), invoice: id })
  }
  const next = await recompute(call, { ...draft, metadata, lines: { ...draft.lines, data: lines } })
  await work.emit('invoice.updated', next)
  return await present(work, next)
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
  post(`${url}/:id/add_lines`, addLines),
  post(`${url}/:id/finalize`, finalizeRoute),
  post(`${url}/:id/pay`, pay),
  post(`${url}/:id/send`, async (call) => {
    const invoice = await call.work.get('invoice', call.id)
    const now = await timeOf(call, invoice)
    const open = invoice.status === 'draft' ? await finalize(call.work, invoice, now) : invoice
    assertStatus(invoice, ['draft', 'open'], 'send')
    await call.work.emit('invoice.sent', open)
    return await present(call.work, open)
  }),
  post(`${url}/:id/void`, (call) => close(call, 'void')),
  post(`${url}/:id/mark_uncollectible`, (call) => close(call, 'uncollectible')),
]
