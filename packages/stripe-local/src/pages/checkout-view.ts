import { isMetered } from '../engine/lines.ts'
import { formatMoney } from '../engine/money-text.ts'
import { amountMinor } from '../engine/rating.ts'
import type { Totals } from '../engine/totals.ts'
import type { Work } from '../engine/work.ts'
import type { Price, Product } from '../model.ts'
import type { CheckoutSession } from '../model-checkout.ts'
import { type CardValues, cardFields, cardScript } from './card-form.ts'
import { formatInterval, formatUsagePrice } from './format.ts'
import { html, type Markup } from './html.ts'
import { page } from './layout.ts'

export interface PlanItem {
  price: Price
  product: Product
  quantity: number
}

export async function planOf(work: Work, session: CheckoutSession): Promise<PlanItem[]> {
  const items: PlanItem[] = []
  for (const { price: id, quantity } of session._items) {
    const price = await work.get('price', id)
    items.push({ price, product: await work.get('product', price.product), quantity })
  }
  return items
}

export interface CheckoutView {
  session: CheckoutSession
  items: PlanItem[]
  totals: Totals
  /** The promotion code that is applied. */
  code: string | null
  needsCard: boolean
  values: CardValues
  lockedEmail: boolean
  error: string | null
  promoError: string | null
  challenge: boolean
  nonce: string
}

const titles = { subscription: 'Subscribe', payment: 'Pay', setup: 'Save a card' } as const

export function checkoutPage(view: CheckoutView): string {
  const { session, nonce } = view
  const body = html`<main class="checkout">
<section class="summary"><div class="inner">${summary(view)}</div></section>
<section class="pay"><div class="inner">${form(view)}</div></section>
</main>${view.challenge && challenge(session, view.values)}`
  const title = `${titles[session.mode]} – ${view.items[0]?.product.name ?? 'Checkout'}`
  return page(title, body, { nonce, text: cardScript })
}

function summary(view: CheckoutView): Markup {
  const { session, items, totals } = view
  const first = items[0]
  const currency = session.currency ?? 'usd'
  const trial = session._subscription_data.trial_period_days
  const head = html`<p>${session.cancel_url !== null && html`<a href="${session.cancel_url}" data-testid="cancel">← Back</a> `}<span class="test">TEST MODE</span></p>`
  if (session.mode === 'setup')
    return html`${head}<p class="muted" data-testid="setup">Save a card for later. You won’t be charged now.</p>`
  return html`${head}
<p class="muted">${session.mode === 'payment' ? 'Pay for' : 'Subscribe to'} ${first?.product.name}</p>
<p class="price" data-testid="total">${formatMoney(totals.total, currency)} <small class="muted">${first && formatInterval(first.price)}</small></p>
${trial !== null && html`<p class="note" data-testid="trial">${trial} days free, then ${formatMoney(totals.total, currency)} ${first && formatInterval(first.price)}.</p>`}
${items.map(item)}
${totals.discount > 0 && sumRow('Discount', -totals.discount, currency, 'discount')}
${totals.tax > 0 && sumRow('Tax', totals.tax, currency, 'tax')}
${session.allow_promotion_codes === true && promotion(view)}
<div class="item"><strong>Total due today</strong><strong class="num" data-testid="due-today">${formatMoney(session.amount_total ?? 0, currency)}</strong></div>`
}

const sumRow = (label: string, amount: number, currency: string, id: string): Markup =>
  html`<div class="item" data-testid="${id}"><div>${label}</div><div class="num">${formatMoney(amount, currency)}</div></div>`

function promotion({ session, code, promoError }: CheckoutView): Markup {
  const action = `/c/pay/${session.id}/promo`
  if (code !== null)
    return html`<form class="item" method="post" action="${action}"><div data-testid="promo-applied">${code}</div><input type="hidden" name="promotion_code" value=""><button data-testid="promo-remove">Remove</button></form>`
  return html`<form class="item" method="post" action="${action}"><label class="sr" for="promotion_code">Promotion code</label>
<input id="promotion_code" name="promotion_code" data-testid="promo-code" placeholder="Promotion code" maxlength="60" autocomplete="off"><button data-testid="promo-apply">Apply</button></form>
${promoError !== null && html`<div class="error" role="alert" data-testid="promo-error">${promoError}</div>`}`
}

function item({ price, product, quantity }: PlanItem): Markup {
  const metered = isMetered(price)
  const amount = metered ? 'Usage-based' : formatMoney(amountMinor(price, BigInt(quantity)), price.currency)
  const description = product['description']
  const times = quantity > 1 ? `${quantity} × ` : ''
  const terms = price.recurring === null ? times : `${times}billed ${formatInterval(price, 'every')}`
  return html`<div class="item" data-testid="line-item"><div><strong>${product.name}</strong>
<div class="muted small">${typeof description === 'string' ? description : ''}${metered ? formatUsagePrice(price) : terms}</div></div>
<div class="num">${amount}</div></div>`
}

function buttonText({ session }: CheckoutView): string {
  if (session.mode === 'setup') return 'Save card'
  if (session.mode === 'payment')
    return `Pay ${formatMoney(session.amount_total ?? 0, session.currency ?? 'usd')}`
  return session._subscription_data.trial_period_days === null ? 'Subscribe' : 'Start trial'
}

function form(view: CheckoutView): Markup {
  const { session, values, lockedEmail, error, needsCard } = view
  const consent =
    session.mode === 'subscription' &&
    'By confirming, you allow this shop to charge your card for this and future payments. '
  return html`<h1>${needsCard ? 'Pay with card' : 'No card needed'}</h1>
${error !== null && html`<div class="error" role="alert" data-testid="error">${error}</div>`}
<form method="post" action="/c/pay/${session.id}" data-once novalidate>
<div class="field"><label for="email">Email</label>
<input id="email" name="email" type="email" data-testid="email" autocomplete="email" required maxlength="300" value="${values.email}"${lockedEmail && html` readonly`}></div>
${needsCard && cardFields(values)}
<button class="primary" data-testid="pay">${buttonText(view)}</button>
<p class="muted small">${consent}This is a local test page; no money moves. Use test card 4242 4242 4242 4242 with any future date and any CVC.</p>
</form>`
}

const challenge = (session: CheckoutSession, values: CardValues): Markup => html`
<div class="veil"><dialog open aria-labelledby="challenge-title" data-testid="3ds-dialog">
<h2 id="challenge-title" style="margin-top:0">3D Secure 2 test page</h2>
<p>Your bank asks you to confirm this ${session.mode === 'setup' ? 'card' : `payment of ${formatMoney(session.amount_total ?? 0, session.currency ?? 'usd')}`}.</p>
<form method="post" action="/c/pay/${session.id}/3ds">
<input type="hidden" name="email" value="${values.email}"><input type="hidden" name="name" value="${values.name}">
<div class="actions"><button name="outcome" value="complete" data-testid="3ds-complete">Complete</button>
<button name="outcome" value="fail" data-testid="3ds-fail">Fail</button></div>
</form></dialog></div>`
