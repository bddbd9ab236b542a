import { pricedProduct } from '../engine/lines.ts'
import { formatMoney, formatUnitPrice } from '../engine/money-text.ts'
import type { Work } from '../engine/work.ts'
import type { Customer, Invoice, PaymentMethod, Price, Product, Subscription } from '../model.ts'
import type { PortalFeatures } from '../resources/portal.ts'
import { type CardValues, cardFields, cardScript } from './card-form.ts'
import { formatDay, formatInterval } from './format.ts'
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

/** A price that may be changed to. */
export interface Choice {
  price: Price
  product: Product
}

export interface PortalView {
  token: string
  features: PortalFeatures
  choices: Choice[]
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
<section class="panel"><h2 style="margin-top:0">Current plan</h2>${view.subscriptions.length === 0 ? html`<p class="muted">No subscriptions.</p>` : view.subscriptions.map((entry) => plan(view, entry))}</section>
<section class="panel"><h2 style="margin-top:0">Payment methods</h2>${view.methods.map((method) => card(view.token, method, view.customer))}
<details ${view.error !== null && html`open`}><summary data-testid="add-card">Use a different card</summary>
${view.error !== null && html`<div class="error" role="alert" data-testid="error">${view.error}</div>`}
<form method="post" action="/p/session/${view.token}/card" data-once novalidate style="margin-top:1rem">${cardFields(view.values)}<button class="primary" data-testid="save-card">Save card</button></form></details></section>
<section class="panel"><h2 style="margin-top:0">Invoices</h2><div class="scroll"><table><tbody>${view.invoices.map(invoice)}</tbody></table></div></section>
</main>`
  return page('Billing', body, { nonce: view.nonce, text: cardScript })
}

function plan({ token, features, choices }: PortalView, { subscription, names }: NamedSubscription): Markup {
  const end = subscription._items[0]?.current_period_end ?? subscription.created
  const ends = subscription.cancel_at !== null
  const cancels = features.subscription_cancel.enabled || ends
  return html`<div class="item" data-testid="plan"><div><strong>${names}</strong> ${badge(subscription.status)}
<div class="muted small">${ends ? `Ends on ${formatDay(subscription.cancel_at ?? end)}` : `Renews on ${formatDay(end)}`}</div></div>
${
  cancels &&
  html`<form method="post" action="/p/session/${token}/subscription"><input type="hidden" name="subscription" value="${subscription.id}">
<button name="action" value="${ends ? 'resume' : 'cancel'}" data-testid="${ends ? 'resume' : 'cancel-plan'}">${ends ? 'Resume' : 'Cancel plan'}</button></form>`
}</div>
${features.subscription_update.enabled && changeForm(token, subscription, choices, features)}`
}

function changeForm(
  token: string,
  subscription: Subscription,
  choices: Choice[],
  features: PortalFeatures,
): Markup {
  const [item] = subscription._items
  const allowed = features.subscription_update.default_allowed_updates
  const options = choices.map(
    ({ price, product }) =>
      html`<option value="${price.id}"${price.id === item?.price && html` selected`}>${product.name}, ${formatUnitPrice(price.unit_amount_decimal ?? '0', price.currency)} ${formatInterval(price)}</option>`,
  )
  return html`<form class="actions" method="post" action="/p/session/${token}/preview" data-testid="change-plan">
<input type="hidden" name="subscription" value="${subscription.id}">
${allowed.includes('price') ? html`<label for="price">Plan</label><select id="price" name="price" data-testid="plan-choice">${options}</select>` : html`<input type="hidden" name="price" value="${item?.price}">`}
${allowed.includes('quantity') && html`<label for="quantity">Seats</label><input id="quantity" name="quantity" type="number" min="1" max="100000" value="${item?.quantity ?? 1}" data-testid="seats" style="width:5rem">`}
<button data-testid="preview-change">Preview change</button></form>`
}

export interface ChangeView {
  token: string
  subscription: string
  price: Price
  product: Product
  quantity: number
  amountDue: number
  currency: string
  later: number
  nonce: string
}

/** What a change of plan costs, before it is made. */
export function changePage(view: ChangeView): string {
  const { currency } = view
  const body = html`<main class="wrap" style="max-width:34rem"><div class="panel">
<p><a href="/p/session/${view.token}" data-testid="back">← Back</a> <span class="test">TEST MODE</span></p><h1>Confirm your change</h1>
<div class="item"><div><strong>${view.product.name}</strong><div class="muted small">${view.quantity} × ${formatUnitPrice(view.price.unit_amount_decimal ?? '0', view.price.currency)} ${formatInterval(view.price)}</div></div></div>
<div class="item"><strong>Due now</strong><strong class="num" data-testid="due-now">${formatMoney(view.amountDue, currency)}</strong></div>
${view.later !== 0 && html`<div class="item"><div>On your next invoice, for the rest of this period</div><div class="num" data-testid="proration">${formatMoney(view.later, currency)}</div></div>`}
<form method="post" action="/p/session/${view.token}/change" data-once><input type="hidden" name="subscription" value="${view.subscription}"><input type="hidden" name="price" value="${view.price.id}"><input type="hidden" name="quantity" value="${view.quantity}">
<button class="primary" data-testid="confirm-change">Confirm change</button></form></div></main>`
  return page('Confirm your change', body, { nonce: view.nonce, text: cardScript })
}

const brands: Record<string, string> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' }

const card = (token: string, method: PaymentMethod, customer: Customer): Markup =>
  html`<div class="item card" data-testid="payment-method"><div>${brands[method.card.brand] ?? method.card.brand} •••• ${method.card.last4}${customer.invoice_settings.default_payment_method === method.id && html` <span class="badge">default</span>`}</div><div class="muted">${method.card.exp_month}/${method.card.exp_year}</div>${customer.invoice_settings.default_payment_method !== method.id && html`<form class="actions" method="post" action="/p/session/${token}/cards"><input type="hidden" name="method" value="${method.id}"><button name="action" value="default" data-testid="make-default">Set as default</button><button name="action" value="remove" data-testid="remove-card">Remove</button></form>`}</div>`

const invoice = (row: Invoice): Markup =>
  html`<tr data-testid="invoice-row"><td>${formatDay(row.created)}</td><td><a href="/i/${String(row['_token'])}">${row.number}</a></td><td>${badge(row.status)}</td><td class="num">${formatMoney(row.total, row.currency)}</td></tr>`
