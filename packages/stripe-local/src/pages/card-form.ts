import { cardByNumber, passesLuhn } from '../engine/cards.ts'
import { buildPaymentMethod, type CardDetails } from '../engine/payment-method.ts'
import type { Params } from '../http/params.ts'
import type { PaymentMethod } from '../model.ts'
import { html, type Markup } from './html.ts'

export interface CardValues {
  email: string
  number: string
  expiry: string
  cvc: string
  name: string
}

export const blankCard = (email = '', name = ''): CardValues => ({
  email,
  number: '',
  expiry: '',
  cvc: '',
  name,
})

export function readCardValues(params: Params): CardValues {
  const value = (key: string): string => (params.string(key) ?? '').trim()
  return {
    email: value('email'),
    number: value('card_number'),
    expiry: value('card_expiry'),
    cvc: value('card_cvc'),
    name: value('name'),
  }
}

/** A card from the form, or the sentence that tells the payer what to correct. */
export function readCard(values: CardValues, now: number, wantsEmail: boolean): PaymentMethod | string {
  if (wantsEmail && !/^[^\s@]+@[^\s@]+\.?[^\s@]*$/.test(values.email)) return 'Enter a valid email address.'
  if (!passesLuhn(values.number)) return 'Your card number is invalid.'
  const card = cardByNumber(values.number)
  if (card === undefined) return 'This is a test page. Use a test card such as 4242 4242 4242 4242.'
  const expiry = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(values.expiry)
  const month = Number(expiry?.[1] ?? 0)
  const year = Number(expiry?.[2] ?? 0) + ((expiry?.[2]?.length ?? 0) === 2 ? 2000 : 0)
  if (month < 1 || month > 12) return "Your card's expiration date is invalid."
  if (Date.UTC(year, month, 1) / 1000 <= now) return "Your card's expiration date is in the past."
  if (!/^\d{3,4}$/.test(values.cvc)) return "Your card's security code is invalid."
  if (values.name === '') return 'Enter the name on your card.'
  const details: CardDetails = {
    card,
    expMonth: month,
    expYear: year,
    name: values.name,
    email: values.email || null,
  }
  return buildPaymentMethod(details, now)
}

export const cardFields = (values: CardValues): Markup => html`
<div class="field"><label for="card_number">Card number</label>
<input id="card_number" name="card_number" data-testid="card-number" inputmode="numeric" autocomplete="cc-number" placeholder="4242 4242 4242 4242" required maxlength="23" value="${values.number}"></div>
<div class="row">
<div class="field"><label for="card_expiry">Expiry</label>
<input id="card_expiry" name="card_expiry" data-testid="card-expiry" inputmode="numeric" autocomplete="cc-exp" placeholder="MM / YY" required maxlength="9" value="${values.expiry}"></div>
<div class="field"><label for="card_cvc">CVC</label>
<input id="card_cvc" name="card_cvc" data-testid="card-cvc" inputmode="numeric" autocomplete="cc-csc" placeholder="123" required maxlength="4" value="${values.cvc}"></div>
</div>
<div class="field"><label for="name">Name on card</label>
<input id="name" name="name" data-testid="name" autocomplete="cc-name" required maxlength="200" value="${values.name}"></div>`

/** Groups digits while typing; the page works without it. */
export const cardScript = `
const number=document.getElementById('card_number'),expiry=document.getElementById('card_expiry');
number?.addEventListener('input',()=>{const d=number.value.replace(/\\D/g,'').slice(0,19);number.value=d.replace(/(.{4})(?=.)/g,'$1 ')});
expiry?.addEventListener('input',e=>{if(e.inputType==='deleteContentBackward')return;const d=expiry.value.replace(/\\D/g,'').slice(0,4);expiry.value=d.length>2?d.slice(0,2)+' / '+d.slice(2):d});
document.querySelector('form[data-once]')?.addEventListener('submit',e=>{const b=e.target.querySelector('button.primary');setTimeout(()=>{b.disabled=true;b.textContent='Processing…'})});
document.querySelector('dialog[open]')?.querySelector('button')?.focus();
`
