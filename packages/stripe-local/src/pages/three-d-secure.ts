import { collect } from '../engine/collect.ts'
import { formatMoney } from '../engine/money-text.ts'
import { confirmIntent } from '../engine/payment-intent.ts'
import { confirmSetup } from '../engine/setup-intent.ts'
import type { Work } from '../engine/work.ts'
import { StripeError } from '../http/errors.ts'
import type { PaymentIntent, SetupIntent } from '../model-payments.ts'
import { html } from './html.ts'
import { messagePage, page } from './layout.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

type Intent = PaymentIntent | SetupIntent

async function find(work: Work, id: string): Promise<Intent> {
  return id.startsWith('seti_') ? await work.get('setup_intent', id) : await work.get('payment_intent', id)
}

async function show({ work, id, nonce }: PageCall): Promise<PageAnswer> {
  const intent = await find(work, id)
  if (intent.status !== 'requires_action') return await leave(work, intent)
  const what =
    intent.object === 'setup_intent' ? 'card' : `payment of ${formatMoney(intent.amount, intent.currency)}`
  const body = html`<main class="veil"><dialog open aria-labelledby="challenge-title" data-testid="3ds-dialog">
<h2 id="challenge-title" style="margin-top:0">3D Secure 2 test page</h2>
<p>Your bank asks you to confirm this ${what}.</p>
<form method="post" action="/3ds/${id}"><div class="actions">
<button name="outcome" value="complete" data-testid="3ds-complete">Complete</button>
<button name="outcome" value="fail" data-testid="3ds-fail">Fail</button></div></form></dialog></main>`
  return { html: page('3D Secure', body, { nonce, text: '' }) }
}

async function answer({ work, id, params }: PageCall): Promise<PageAnswer> {
  const intent = await find(work, id)
  if (intent.status !== 'requires_action' || intent.payment_method === null) return await leave(work, intent)
  const method = await work.get('payment_method', intent.payment_method)
  const passed = params.string('outcome') === 'complete'
  if (passed) await work.save('payment_method', { ...method, _authenticated: true })
  if (intent.object === 'setup_intent') {
    if (passed) await confirmSetup(work, intent)
    else await failSetup(work, intent)
  } else if (passed) await pay(work, intent)
  else await fail(work, intent)
  return await leave(work, await find(work, id))
}

async function pay(work: Work, intent: PaymentIntent): Promise<void> {
  const clock = intent.customer === null ? null : (await work.customer(intent.customer)).test_clock
  const now = await work.clockTime(clock)
  const invoice = intent._invoice === undefined ? undefined : await work.get('invoice', intent._invoice)
  const method = await work.get('payment_method', intent.payment_method ?? '')
  if (invoice?.status === 'open') await collect(work, invoice, now, method)
  else await confirmIntent(work, intent, now, false)
}

const refusal = {
  code: 'payment_intent_authentication_failure',
  message: 'The provided PaymentMethod has failed authentication.',
  type: 'invalid_request_error',
}

async function fail(work: Work, intent: PaymentIntent): Promise<void> {
  const failed: PaymentIntent = {
    ...intent,
    payment_method: null,
    next_action: null,
    status: 'requires_payment_method',
    last_payment_error: refusal,
  }
  await work.update('payment_intent', intent, failed, 'payment_intent.payment_failed')
}

async function failSetup(work: Work, intent: SetupIntent): Promise<void> {
  const error = { ...refusal, code: 'setup_intent_authentication_failure' }
  const failed: SetupIntent = {
    ...intent,
    payment_method: null,
    next_action: null,
    status: 'requires_payment_method',
    last_setup_error: error,
  }
  await work.update('setup_intent', intent, failed, 'setup_intent.setup_failed')
}

/** Back to the shop, with what Stripe adds to its address. */
async function leave(work: Work, intent: Intent): Promise<PageAnswer> {
  if (intent._return_url === undefined) {
    const invoice = intent['_invoice']
    if (typeof invoice !== 'string') return { html: messagePage('Done', 'You can close this page.') }
    return { redirect: `/i/${String((await work.get('invoice', invoice))['_token'])}` }
  }
  const url = new URL(intent._return_url)
  const name: string = intent.object
  url.searchParams.set(name, intent.id)
  url.searchParams.set(`${name}_client_secret`, String(intent['client_secret']))
  url.searchParams.set(
    'redirect_status',
    intent.status === 'requires_payment_method' ? 'failed' : 'succeeded',
  )
  return { redirect: url.toString() }
}

/** The bank's own page, where a payer passes or fails a challenge. */
export const threeDSecurePages: PageRoute[] = [
  { method: 'GET', path: '/3ds/:id', run: show },
  {
    method: 'POST',
    path: '/3ds/:id',
    async run(call) {
      try {
        return await answer(call)
      } catch (error) {
        // The bank's refusal stays on record; the payer goes back to the shop with it.
        if (!(error instanceof StripeError && error.keepsWork)) throw error
        return await leave(call.work, await find(call.work, call.id))
      }
    },
  },
]
