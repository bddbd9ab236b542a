import { formatMoney } from '../engine/money-text.ts'
import type { Faults } from '../faults.ts'
import type { Customer, Invoice, Stored, Subscription, TestClock } from '../model.ts'
import { formatTime } from './format.ts'
import { html, type Markup } from './html.ts'
import { badge, page } from './layout.ts'

export interface DeliveryRow {
  id: number
  event_id: string
  state: string
  attempts: number
  last_status: number | null
  last_error: string | null
  type: string
  url: string
}

export interface ConsoleView {
  url: string
  account: string
  accounts: string[]
  faults: Faults
  others: { id: string; type: string }[]
  customers: Customer[]
  subscriptions: Subscription[]
  invoices: Invoice[]
  clocks: { clock: TestClock; furthest: number }[]
  events: Stored[]
  deliveries: DeliveryRow[]
}

export function consolePage(view: ConsoleView): string {
  const body = html`<main class="wrap">
<p><span class="test">TEST MODE</span></p><h1>Local Stripe</h1>
<p class="muted">API base URL: <code>${view.url}/v1</code>. No money moves here.</p>
${view.accounts.length > 1 && html`<p class="small" data-testid="accounts">Accounts: ${view.accounts.map((account) => html`<a href="/?account=${account}">${account}</a>${account === view.account && html` (current)`} `)}</p>`}
${section('clocks', 'Test clocks', ['Clock', 'Time', 'Status', ''], view.clocks.map(clockRow))}
${section('customers', 'Customers', ['Customer', 'Email', 'Clock', 'Balance'], view.customers.map(customerRow))}
${section('subscriptions', 'Subscriptions', ['Subscription', 'Customer', 'Status', 'Period ends'], view.subscriptions.map(subscriptionRow))}
${section('invoices', 'Invoices', ['Invoice', 'Customer', 'Status', 'Total'], view.invoices.map(invoiceRow))}
${section('deliveries', 'Webhook deliveries', ['Event', 'Endpoint', 'Status', ''], view.deliveries.map(deliveryRow))}
${section('events', 'Events', ['Event', 'Type', 'Time'], view.events.map(eventRow))}
${section('objects', 'Other objects', ['Object', 'Type'], view.others.map(otherRow))}
${faultForm(view.faults)}
</main>`
  return page('Local Stripe', body)
}

const otherRow = ({ id, type }: ConsoleView['others'][number]): Markup =>
  html`<tr data-testid="object"><td>${linked(id)}</td><td>${type}</td></tr>`

const linked = (id: string): Markup => html`<a href="/console/objects/${id}"><code>${id}</code></a>`

/** How the local Stripe misbehaves from now on. */
function faultForm(faults: Faults): Markup {
  const fields = Object.entries(faults).map(([name, value]) =>
    typeof value === 'boolean'
      ? html`<label><input type="checkbox" name="${name}" style="width:auto"${value && html` checked`}> ${name}</label>`
      : html`<label>${name} <input name="${name}" value="${String(value)}" data-testid="fault-${name}" style="width:9rem"></label>`,
  )
  return html`<section class="panel" id="faults" data-testid="faults"><h2 style="margin-top:0">Fault injection</h2><form class="actions" method="post" action="/console/faults">${fields}<button data-testid="set-faults">Apply</button></form></section>`
}

const amounts = new Set(['Balance', 'Total'])

function section(id: string, title: string, heads: string[], rows: Markup[]): Markup {
  const table = html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th${amounts.has(head) && html` class="num"`}>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
  return html`<section class="panel" id="${id}" data-testid="${id}"><h2 style="margin-top:0">${title}</h2>${rows.length === 0 ? html`<p class="muted">None yet.</p>` : table}</section>`
}

function clockRow({ clock, furthest }: ConsoleView['clocks'][number]): Markup {
  const button = (step: string, label: string, seconds: number): Markup =>
    html`<button name="step" value="${step}" data-testid="advance-${step}"${(clock.status !== 'ready' || clock.frozen_time + seconds > furthest) && html` disabled`}>${label}</button>`
  return html`<tr data-testid="clock" data-clock="${clock.id}"><td>${linked(clock.id)}<div class="muted small">${clock.name}</div></td>
<td data-testid="clock-time">${formatTime(clock.frozen_time)}</td><td data-testid="clock-status">${badge(clock.status)}</td>
<td><form class="actions" method="post" action="/console/clocks/${clock.id}/advance">
${button('hour', '+1 hour', 3600)}${button('day', '+1 day', 86_400)}${button('month', '+1 month', 28 * 86_400)}</form></td></tr>`
}

const customerRow = (customer: Customer): Markup =>
  html`<tr data-testid="customer"><td>${linked(customer.id)}<div class="muted small">${customer.name}</div></td><td>${customer.email}</td><td><code>${customer.test_clock ?? 'real time'}</code></td><td class="num">${customer.balance}</td></tr>`

const subscriptionRow = (subscription: Subscription): Markup => {
  const end = subscription._items[0]?.current_period_end
  return html`<tr data-testid="subscription"><td>${linked(subscription.id)}</td><td><code>${subscription.customer}</code></td><td>${badge(subscription.status)}${subscription.cancel_at !== null && subscription.ended_at === null && html` <span class="small muted">ending</span>`}</td><td>${end !== undefined && formatTime(end)}</td></tr>`
}

const invoiceRow = (invoice: Invoice): Markup => {
  const token = invoice['_token']
  const name = invoice.number ?? 'draft'
  const link =
    invoice.status === 'draft' || typeof token !== 'string'
      ? html`${name}`
      : html`<a href="/i/${token}">${name}</a>`
  return html`<tr data-testid="invoice-row"><td>${link}<div class="small muted">${linked(invoice.id)}</div></td><td><code>${invoice.customer}</code></td><td>${badge(invoice.status)}</td><td class="num">${formatMoney(invoice.total, invoice.currency)}</td></tr>`
}

const deliveryRow = (row: DeliveryRow): Markup =>
  html`<tr data-testid="delivery"><td>${row.type}<div class="small muted"><code>${row.event_id}</code></div></td><td class="small"><code>${row.url}</code></td><td>${badge(row.state)}<div class="small muted">${row.attempts} ${row.attempts === 1 ? 'attempt' : 'attempts'}${row.last_error !== null && html` · ${row.last_error}`}</div></td><td><form method="post" action="/console/deliveries/${row.id}/retry"><button>Resend</button></form></td></tr>`

const eventRow = (event: Stored): Markup =>
  html`<tr data-testid="event"><td>${linked(event.id)}</td><td>${String(event['type'])}</td><td>${formatTime(event.created)}</td></tr>`
