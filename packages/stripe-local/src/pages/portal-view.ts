import { pricedProduct } from '../engine/lines.ts'
import { formatMoney } from '../engine/money-text.ts'
import type { Work } from '../engine/work.ts'
import type { Customer, Invoice, PaymentMethod, Subscription } from '../model.ts'
import { type CardValues, cardFields, cardScript } from './card-form.ts'
import { formatDay } from './format.ts'
import { html, type Markup } from './html.ts'
import { badge, page } from './layout.ts'

interface NamedSubscription {
  subscription: Subscription
  names: string
}

export async function planNames(work: Work, subscriptions: Subscription[]): Promise<NamedSubscription[]> {
  const named: NamedSubscription[] = []
  for (const subscription of subscriptions) {
    const names = new Set<string>()
    for (const item of subscription._items) names.add((await pricedProduct(work, item.price)).product.name)
    named.push({ subscription, names: [...names].join(', ') })
  }
  return named
}

export interface PortalView {
  token: string
  customer: Customer
  returnUrl: string | null
  subscriptions: NamedSubscription[]
  methods: PaymentMethod[]
  invoices: Invoice[]
  values: CardValues
  error: string | null
  nonce: string
}

export function portalPage(view: PortalView): string {
  const body = html`<main class="wrap" style="max-width:46rem">
<p>${view.returnUrl !== null && html`<a href="${view.returnUrl}" data-testid="return">← Return</a> `}<span class="test">TEST MODE</span></p>
<h1>Billing</h1><p class="muted">${view.customer.name ?? ''} ${view.customer.email ?? ''}</p>
<section class="panel"><h2 style="margin-top:0">Current plan</h2>${view.subscriptions.length === 0 ? html`<p class="muted">No subscription.</p>` : view.subscriptions.map((entry) => plan(view.token, entry))}</section>
<section class="panel"><h2 style="margin-top:0">Payment methods</h2>${view.methods.map((method) => card(method, view.customer))}
<details ${view.error !== null && html`open`}><summary data-testid="add-card">Use another card</summary>
${view.error !== null && html`<div class="error" role="alert" data-testid="error">${view.error}</div>`}
<form method="post" action="/p/session/${view.token}/card" data-once novalidate style="margin-top:1rem">${cardFields(view.values)}<button class="primary" data-testid="save-card">Save card</button></form></details></section>
<section class="panel"><h2 style="margin-top:0">Invoices</h2><div class="scroll"><table><tbody>${view.invoices.map(invoice)}</tbody></table></div></section>
</main>`
  return page('Billing', body, { nonce: view.nonce, text: cardScript })
}

function plan(token: string, { subscription, names }: NamedSubscription): Markup {
  const end = subscription._items[0]?.current_period_end ?? subscription.created
  const ends = subscription.cancel_at !== null
  return html`<div class="item" data-testid="plan"><div><strong>${names}</strong> ${badge(subscription.status)}
<div class="muted small">${ends ? `Ends on ${formatDay(subscription.cancel_at ?? end)}` : `Renews on ${formatDay(end)}`}</div></div>
<form method="post" action="/p/session/${token}/subscription"><input type="hidden" name="subscription" value="${subscription.id}">
<button name="action" value="${ends ? 'resume' : 'cancel'}" data-testid="${ends ? 'resume' : 'cancel-plan'}">${ends ? 'Resume' : 'Cancel plan'}</button></form></div>`
}

const card = (method: PaymentMethod, customer: Customer): Markup =>
  html`<div class="item" data-testid="payment-method"><div>${method.card.brand} •••• ${method.card.last4}${customer.invoice_settings.default_payment_method === method.id && html` <span class="badge">default</span>`}</div><div class="muted">${method.card.exp_month}/${method.card.exp_year}</div></div>`

const invoice = (row: Invoice): Markup =>
  html`<tr data-testid="invoice-row"><td>${formatDay(row.created)}</td><td><a href="/i/${String(row['_token'])}">${row.number}</a></td><td>${badge(row.status)}</td><td class="num">${formatMoney(row.total, row.currency)}</td></tr>`
