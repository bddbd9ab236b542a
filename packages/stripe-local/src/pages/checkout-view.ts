import { isMetered } from '../engine/lines.ts'
import { formatMoney } from '../engine/money-text.ts'
import { amountMinor } from '../engine/rating.ts'
import type { Work } from '../engine/work.ts'
import type { CheckoutSession, Price, Product } from '../model.ts'
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
  values: CardValues
  lockedEmail: boolean
  error: string | null
  challenge: boolean
  nonce: string
}

export function checkoutPage(view: CheckoutView): string {
  const { session, nonce } = view
  const body = html`<main class="checkout">
<section class="summary"><div class="inner">${summary(view)}</div></section>
<section class="pay"><div class="inner">${form(view)}</div></section>
</main>${view.challenge && challenge(session, view.values)}`
  return page(`Subscribe – ${view.items[0]?.product.name ?? 'Checkout'}`, body, { nonce, text: cardScript })
}

function summary({ session, items }: CheckoutView): Markup {
  const first = items[0]
  const total = items.reduce(
    (sum, { price, quantity }) => sum + (isMetered(price) ? 0 : amountMinor(price, BigInt(quantity))),
    0,
  )
  const trial = session._subscription_data.trial_period_days
  return html`
<p>${session.cancel_url !== null && html`<a href="${session.cancel_url}" data-testid="cancel">← Back</a> `}<span class="test">TEST MODE</span></p>
<p class="muted">Subscribe to ${first?.product.name}</p>
<p class="price" data-testid="total">${formatMoney(total, session.currency)} <small class="muted">${first && formatInterval(first.price)}</small></p>
${trial !== null && html`<p class="note" data-testid="trial">${trial} days free, then ${formatMoney(total, session.currency)} ${first && formatInterval(first.price)}.</p>`}
${items.map(item)}
<div class="item"><strong>Total due today</strong><strong class="num" data-testid="due-today">${formatMoney(session.amount_total, session.currency)}</strong></div>`
}

function item({ price, product, quantity }: PlanItem): Markup {
  const metered = isMetered(price)
  const amount = metered ? 'by usage' : formatMoney(amountMinor(price, BigInt(quantity)), price.currency)
  const description = product['description']
  return html`<div class="item" data-testid="line-item"><div><strong>${product.name}</strong>
<div class="muted small">${typeof description === 'string' ? description : ''}${metered ? formatUsagePrice(price) : `${quantity > 1 ? `${quantity} × ` : ''}billed ${formatInterval(price, 'every')}`}</div></div>
<div class="num">${amount}</div></div>`
}

function form({ session, values, lockedEmail, error }: CheckoutView): Markup {
  return html`<h1>Pay with card</h1>
${error !== null && html`<div class="error" role="alert" data-testid="error">${error}</div>`}
<form method="post" action="/c/pay/${session.id}" data-once novalidate>
<div class="field"><label for="email">Email</label>
<input id="email" name="email" type="email" data-testid="email" autocomplete="email" required maxlength="300" value="${values.email}"${lockedEmail && html` readonly`}></div>
${cardFields(values)}
<button class="primary" data-testid="pay">${session._subscription_data.trial_period_days === null ? 'Subscribe' : 'Start trial'}</button>
<p class="muted small">By confirming you allow this shop to charge your card for this and future payments. This is a local test page: no money moves. Test card 4242 4242 4242 4242, any future date, any CVC.</p>
</form>`
}

const challenge = (session: CheckoutSession, values: CardValues): Markup => html`
<div class="veil"><dialog open aria-labelledby="challenge-title" data-testid="3ds-dialog">
<h2 id="challenge-title" style="margin-top:0">3D Secure 2 test page</h2>
<p>Your bank asks you to confirm this payment of ${formatMoney(session.amount_total, session.currency)}.</p>
<form method="post" action="/c/pay/${session.id}/3ds">
<input type="hidden" name="email" value="${values.email}"><input type="hidden" name="name" value="${values.name}">
<div class="actions"><button name="outcome" value="complete" data-testid="3ds-complete">Complete</button>
<button name="outcome" value="fail" data-testid="3ds-fail">Fail</button></div>
</form></dialog></div>`
