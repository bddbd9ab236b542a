import { redeem } from '../engine/discounts.ts'
import { newId, randomText } from '../engine/ids.ts'
import { isMetered } from '../engine/lines.ts'
import { formatMoney } from '../engine/money-text.ts'
import { pdfOf } from '../engine/pdf.ts'
import { type Api, present } from '../engine/present.ts'
import { acceptQuote, computedQuote, quoteLines } from '../engine/quote.ts'
import type { Work } from '../engine/work.ts'
import { invalid } from '../http/errors.ts'
import { lineItem } from '../http/expand.ts'
import { listPage, pageOf, readPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, Plain, post, type Route } from '../http/route.ts'
import type { Quote } from '../model-quote.ts'
import { readDiscounts, readTaxRates } from './discount-params.ts'
import { readPrice } from './subscription-params.ts'

const url = '/v1/quotes'
const lifeSeconds = 30 * 86_400

async function create({ work, params }: Call): Promise<Api> {
  params.accept('automatic_tax')
  const customer = params.text('customer') ?? null
  const payer = customer === null ? null : await work.customer(customer)
  const now = await work.clockTime(payer?.test_clock ?? params.text('test_clock') ?? null)
  const id = newId('qt')
  const from = params.object('from_quote')
  const base =
    from === undefined ? undefined : await work.get('quote', from.required('quote'), 'from_quote[quote]')
  const revision = from?.bool('is_revision') ?? false
  const blank: Quote = {
    id,
    object: 'quote',
    amount_subtotal: 0,
    amount_total: 0,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    collection_method: 'charge_automatically',
    computed: null,
    created: now,
    currency: null,
    customer,
    customer_account: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    expires_at: now + lifeSeconds,
    footer: null,
    from_quote: base === undefined ? null : { is_revision: revision, quote: base.id },
    header: null,
    invoice: null,
    invoice_settings: {
      custom_fields: null,
      days_until_due: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    livemode: false,
    metadata: {},
    number: null,
    on_behalf_of: null,
    status: 'draft',
    status_transitions: { accepted_at: null, canceled_at: null, finalized_at: null },
    subscription: null,
    subscription_data: {
      billing_mode: { type: 'classic' },
      description: null,
      effective_date: null,
      metadata: null,
      trial_period_days: null,
    },
    subscription_schedule: null,
    test_clock: payer?.test_clock ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    transfer_data: null,
    _lines: base?._lines ?? [],
    ...(base === undefined
      ? {}
      : { discounts: base.discounts, description: base.description, currency: base.currency }),
  }
  const quote = await computedQuote(work, await readFields(work, params, blank, now))
  return await present(work, await work.create('quote', quote, 'quote.created'))
}

async function readFields(work: Work, params: Params, old: Quote, now: number): Promise<Quote> {
  const text = (key: 'description' | 'footer' | 'header'): string | null =>
    params.has(key) ? (params.clearable(key) ?? null) : old[key]
  const lines = params.has('line_items') ? await readLines(work, params) : old._lines
  const [first] = lines
  const currency = first === undefined ? old.currency : (await work.get('price', first.price)).currency
  const invoice = params.object('invoice_settings')
  invoice?.accept('custom_fields', 'issuer', 'description', 'footer')
  const data = params.object('subscription_data')
  data?.accept('billing_mode', 'effective_date')
  const refs = readDiscounts(params)
  const customer = old.customer === null ? null : await work.customer(old.customer)
  const discounts: string[] = []
  for (const ref of refs ?? []) {
    const target = { customer, currency: currency ?? 'usd', amount: Number.MAX_SAFE_INTEGER }
    discounts.push((await redeem(work, ref, target, now)).id)
  }
  return {
    ...old,
    description: text('description'),
    footer: text('footer'),
    header: text('header'),
    currency,
    expires_at: params.int('expires_at', now) ?? old.expires_at,
    collection_method:
      params.oneOf('collection_method', ['charge_automatically', 'send_invoice'] as const) ??
      old.collection_method,
    default_tax_rates: (await readTaxRates(work, params, 'default_tax_rates')) ?? old.default_tax_rates,
    discounts: refs === undefined ? old.discounts : discounts,
    metadata: mergeMetadata(old.metadata, params.metadata()),
    invoice_settings: {
      ...old.invoice_settings,
      days_until_due: invoice?.int('days_until_due', 0, 365) ?? old.invoice_settings.days_until_due,
    },
    subscription_data: {
      ...old.subscription_data,
      description: data?.clearable('description') ?? old.subscription_data.description,
      metadata: data?.has('metadata') ? mergeMetadata({}, data.metadata()) : old.subscription_data.metadata,
      trial_period_days: data?.int('trial_period_days', 1, 730) ?? old.subscription_data.trial_period_days,
    },
    _lines: lines,
  }
}

async function readLines(work: Work, params: Params): Promise<Quote['_lines']> {
  const lines: Quote['_lines'] = []
  for (const entry of params.list('line_items') ?? []) {
    entry.accept('discounts')
    const id = (await readPrice(work, entry)) ?? entry.lacks('price')
    const price = await work.get('price', id, entry.name('price'))
    const quantity = entry.int('quantity', 0)
    if (isMetered(price) && quantity !== undefined)
      throw invalid('Quantity should not be specified for metered prices.', entry.name('quantity'))
    const taxRates = await readTaxRates(work, entry, 'tax_rates')
    lines.push({
      id: entry.text('id') ?? newId('li'),
      price: id,
      quantity: quantity ?? 1,
      ...(taxRates === undefined ? {} : { taxRates }),
    })
  }
  return lines
}

async function timeOf(work: Work, quote: Quote): Promise<number> {
  return await work.clockTime(quote.test_clock)
}

function assertStatus(quote: Quote, allowed: Quote['status'][], verb: string): void {
  if (!allowed.includes(quote.status)) throw invalid(`You cannot ${verb} a quote that is ${quote.status}.`)
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('quote', id)
  assertStatus(before, ['draft'], 'update')
  params.accept('automatic_tax')
  const customer = params.text('customer')
  if (customer !== undefined) await work.customer(customer)
  const moved = { ...before, customer: customer ?? before.customer }
  const next = await computedQuote(work, await readFields(work, params, moved, await timeOf(work, before)))
  return await present(work, await work.update('quote', before, next, 'quote.updated'))
}

async function finalize({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('quote', id)
  assertStatus(before, ['draft'], 'finalize')
  if (before.customer === null)
    throw invalid('The quote needs a customer before it can be finalized.', 'customer')
  if (before._lines.length === 0)
    throw invalid('The quote needs line items before it can be finalized.', 'line_items')
  const now = await timeOf(work, before)
  const next: Quote = {
    ...before,
    status: 'open',
    number: `QT-${randomText(8).toUpperCase()}-0001-1`,
    expires_at: params.int('expires_at', now) ?? before.expires_at,
    status_transitions: { ...before.status_transitions, finalized_at: now },
  }
  return await present(work, await work.update('quote', before, next, 'quote.finalized'))
}

async function accept({ work, id }: Call): Promise<Api> {
  const before = await work.get('quote', id)
  assertStatus(before, ['open'], 'accept')
  const now = await timeOf(work, before)
  if (before.expires_at < now) throw invalid('The quote has expired.', undefined, 'quote_expired')
  const next = await acceptQuote(work, before, now)
  return await present(work, await work.update('quote', before, next, 'quote.accepted'))
}

async function cancel({ work, id }: Call): Promise<Api> {
  const before = await work.get('quote', id)
  assertStatus(before, ['draft', 'open'], 'cancel')
  const stamp = { ...before.status_transitions, canceled_at: await timeOf(work, before) }
  const next: Quote = { ...before, status: 'canceled', status_transitions: stamp }
  return await present(work, await work.update('quote', before, next, 'quote.canceled'))
}

async function itemsOf(work: Work, id: string, wanted: (recurring: boolean) => boolean): Promise<Api[]> {
  const quote = await work.get('quote', id)
  const rows = (await quoteLines(work, quote)).filter(({ price }) => wanted(price.recurring !== null))
  const items: Api[] = []
  for (const { item, price, line } of rows)
    items.push(await lineItem(work, { id: item.id, price, quantity: item.quantity, line }))
  return items
}

async function pdf({ work, id }: Call): Promise<never> {
  const quote = await work.get('quote', id)
  assertStatus(quote, ['open', 'accepted'], 'print')
  const currency = quote.currency ?? 'usd'
  const rows = (await quoteLines(work, quote)).map(
    ({ item, line }) =>
      `${item.quantity} × ${line.description ?? ''}   ${formatMoney(line.amount, currency)}`,
  )
  const total = `Total ${formatMoney(quote.amount_total, currency)}`
  const head = [`Quote ${quote.number ?? ''}`, quote.header ?? '', quote.description ?? '', '']
  throw new Plain('application/pdf', pdfOf([...head, ...rows, '', total, quote.footer ?? '']))
}

export const quoteRoutes: Route[] = [
  post(url, create),
  get(url, (call) => {
    const { params } = call
    return listPage(call, 'quote', url, {
      customer: params.text('customer'),
      status: params.text('status'),
      test_clock: params.text('test_clock'),
    })
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('quote', id))),
  post(`${url}/:id`, update),
  post(`${url}/:id/finalize`, finalize),
  post(`${url}/:id/accept`, accept),
  post(`${url}/:id/cancel`, cancel),
  get(`${url}/:id/pdf`, pdf),
  get(`${url}/:id/line_items`, async ({ work, params, id }) =>
    pageOf(await itemsOf(work, id, () => true), `${url}/${id}/line_items`, readPage(params)),
  ),
  get(`${url}/:id/computed_upfront_line_items`, async ({ work, params, id }) => {
    const path = `${url}/${id}/computed_upfront_line_items`
    return pageOf(await itemsOf(work, id, () => true), path, readPage(params))
  }),
]
