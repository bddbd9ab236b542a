import { wallNow } from '../engine/calendar.ts'
import { collect } from '../engine/collect.ts'
import { formatMoney } from '../engine/money-text.ts'
import { attach } from '../engine/payment-method.ts'
import { missing } from '../http/errors.ts'
import type { Invoice } from '../model.ts'
import { blankCard, type CardValues, cardFields, cardScript, readCard, readCardValues } from './card-form.ts'
import { formatDay } from './format.ts'
import { html, type Markup } from './html.ts'
import { badge, page } from './layout.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

async function find(call: PageCall): Promise<Invoice> {
  const [invoice] = await call.work.where('invoice', { match: { _token: call.id } })
  if (invoice === undefined) throw missing('invoice', call.id)
  return invoice
}

async function show(call: PageCall): Promise<PageAnswer> {
  return render(call, await find(call), blankCard(), null)
}

async function pay(call: PageCall): Promise<PageAnswer> {
  const { work } = call
  const invoice = await find(call)
  if (invoice.status !== 'open') return { redirect: `/i/${call.id}` }
  const values = readCardValues(call.params)
  const method = readCard(values, wallNow(), false)
  if (typeof method === 'string') return render(call, invoice, values, method)
  if (method._behaviour === 'declined') return render(call, invoice, values, 'Your card was declined.')
  // The person is present, so a challenge would be passed here and now.
  const present = await work.create('payment_method', { ...method, _authenticated: true })
  const attached = await attach(work, present, invoice.customer)
  const { decline } = await collect(work, invoice, await work.clockTime(invoice.test_clock), attached)
  if (decline !== null) return render(call, await find(call), values, 'Your card was declined.')
  return { redirect: `/i/${call.id}` }
}

function render(call: PageCall, invoice: Invoice, values: CardValues, error: string | null): PageAnswer {
  const { currency } = invoice
  const body = html`<main class="wrap" style="max-width:46rem">
<div class="panel" data-testid="invoice">
<p><span class="test">TEST MODE</span></p>
<h1>Invoice ${invoice.number ?? 'draft'}</h1>
<p class="muted">${typeof invoice['customer_name'] === 'string' ? invoice['customer_name'] : ''} ${typeof invoice['customer_email'] === 'string' ? invoice['customer_email'] : ''} · ${formatDay(invoice.created)} · ${badge(invoice.status)}</p>
<p class="price" data-testid="amount-due">${formatMoney(invoice.amount_due, currency)}</p>
<div class="scroll"><table><thead><tr><th>Description</th><th>Period</th><th class="num">Quantity</th><th class="num">Amount</th></tr></thead><tbody>
${invoice.lines.data.map((line) => row(line, currency))}
</tbody><tfoot>
${total('Subtotal', invoice.subtotal, currency)}
${taken(invoice) > 0 ? total('Discount', -taken(invoice), currency) : null}
${taxed(invoice) > 0 ? total('Tax', taxed(invoice), currency) : null}
${invoice.total !== invoice.amount_due ? total('Applied balance', invoice.amount_due - invoice.total, currency) : null}
${total('Amount due', invoice.amount_due, currency)}
</tfoot></table></div><p class="actions"><a href="/i/${call.id}/pdf" data-testid="pdf">Download PDF</a></p></div>
${invoice.status === 'open' && invoice.amount_due > 0 ? payForm(call.id, formatMoney(invoice.amount_due, currency), values, error) : null}</main>`
  const html_ = page(`Invoice ${invoice.number ?? ''}`, body, { nonce: call.nonce, text: cardScript })
  return { status: error === null ? 200 : 402, html: html_ }
}

const taken = (invoice: Invoice): number =>
  invoice.lines.data.flatMap((line) => line.discount_amounts).reduce((sum, { amount }) => sum + amount, 0)
const taxed = (invoice: Invoice): number =>
  invoice.lines.data.flatMap((line) => line.taxes).reduce((sum, { amount }) => sum + amount, 0)

const row = (line: Invoice['lines']['data'][number], currency: string): Markup =>
  html`<tr data-testid="invoice-line"><td>${line.description}</td><td class="small muted">${formatPeriod(line.period)}</td><td class="num">${line.quantity}</td><td class="num">${formatMoney(line.amount, currency)}</td></tr>`

const formatPeriod = ({ start, end }: { start: number; end: number }): string => {
  const [first, last] = [formatDay(start), formatDay(end)]
  return first === last ? first : `${first} – ${last}`
}

const total = (label: string, amount: number, currency: string): Markup =>
  html`<tr><td colspan="3" class="num">${label}</td><td class="num">${formatMoney(amount, currency)}</td></tr>`

const payForm = (
  token: string,
  amount: string,
  values: CardValues,
  error: string | null,
): Markup => html`<div class="panel"><h2 style="margin-top:0">Pay this invoice</h2>
${error !== null && html`<div class="error" role="alert" data-testid="error">${error}</div>`}
<form method="post" action="/i/${token}" data-once novalidate>${cardFields(values)}<button class="primary" data-testid="pay">Pay ${amount}</button></form></div>`

export const invoicePages: PageRoute[] = [
  { method: 'GET', path: '/i/:id', run: show },
  { method: 'POST', path: '/i/:id', run: pay },
]
