import { wallNow } from '../engine/calendar.ts'
import { completeCheckout } from '../engine/checkout.ts'
import { cardDeclined, StripeError } from '../http/errors.ts'
import type { CheckoutSession, PaymentMethod } from '../model.ts'
import { blankCard, type CardValues, readCard, readCardValues } from './card-form.ts'
import { checkoutPage, planOf } from './checkout-view.ts'
import { messagePage } from './layout.ts'
import type { PageAnswer, PageCall, PageRoute } from './register.ts'

/** `{CHECKOUT_SESSION_ID}` in the merchant's URL becomes the session's id. */
const successUrl = (session: CheckoutSession): string =>
  session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id)

async function show(call: PageCall): Promise<PageAnswer> {
  const session = await call.work.get('checkout.session', call.id)
  if (session.status === 'complete') return { redirect: successUrl(session) }
  if (session.status === 'expired') return expired()
  return await render(call, session, blankCard(await knownEmail(call, session)), {})
}

const expired = (): PageAnswer => ({
  status: 410,
  html: messagePage('This checkout has expired', 'Go back to the shop and start again.'),
})

async function knownEmail(call: PageCall, session: CheckoutSession): Promise<string> {
  if (session.customer === null) return session.customer_email ?? ''
  return (await call.work.customer(session.customer)).email ?? ''
}

interface RenderState {
  error?: string
  challenge?: boolean
}

async function render(
  call: PageCall,
  session: CheckoutSession,
  values: CardValues,
  state: RenderState,
): Promise<PageAnswer> {
  const lockedEmail = session.customer !== null && (await knownEmail(call, session)) !== ''
  const html = checkoutPage({
    session,
    items: await planOf(call.work, session),
    values,
    lockedEmail,
    error: state.error ?? null,
    challenge: state.challenge ?? false,
    nonce: call.nonce,
  })
  return { status: state.error === undefined ? 200 : 402, html }
}

async function pay(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const session = await work.get('checkout.session', call.id)
  if (session.status === 'complete') return { redirect: successUrl(session) }
  if (session.status === 'expired') return expired()
  const values = readCardValues(params)
  const known = await knownEmail(call, session)
  const filled = session.customer !== null && known !== '' ? { ...values, email: known } : values
  const method = readCard(filled, wallNow(), true)
  if (typeof method === 'string') return await render(call, session, filled, { error: method })
  if (method._behaviour === 'needs_authentication') {
    await work.create('payment_method', method)
    await work.save('checkout.session', { ...session, _pending_payment_method: method.id })
    return await render(call, session, { ...filled, number: '', cvc: '' }, { challenge: true })
  }
  return await finish(call, session, method, filled)
}

async function finish(
  call: PageCall,
  session: CheckoutSession,
  method: PaymentMethod,
  values: CardValues,
): Promise<PageAnswer> {
  const { work } = call
  try {
    // A refused card leaves neither a customer nor a subscription behind.
    const complete = await work.sql.savepoint(async () => {
      if (method._behaviour === 'declined') throw cardDeclined(method._decline_code ?? 'generic_decline')
      if ((await work.find('payment_method', method.id)) === undefined)
        await work.create('payment_method', method)
      else await work.save('payment_method', method)
      return await completeCheckout(work, session, method, { email: values.email, name: values.name })
    })
    return { redirect: successUrl(complete) }
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    return await render(call, session, values, { error: error.message })
  }
}

async function answerChallenge(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const session = await work.get('checkout.session', call.id)
  if (session.status === 'complete') return { redirect: successUrl(session) }
  if (session.status === 'expired') return expired()
  const pending = session._pending_payment_method
  const values = blankCard(
    params.string('email') ?? (await knownEmail(call, session)),
    params.string('name') ?? '',
  )
  if (pending === null) return await render(call, session, values, { error: 'Enter your card again.' })
  const method = await work.get('payment_method', pending)
  const cleared = { ...session, _pending_payment_method: null }
  await work.save('checkout.session', cleared)
  if (params.string('outcome') !== 'complete')
    return await render(call, cleared, values, {
      error: 'We are unable to authenticate your payment method. Choose a different one and try again.',
    })
  return await finish(call, cleared, { ...method, _authenticated: true }, values)
}

export const checkoutPages: PageRoute[] = [
  { method: 'GET', path: '/c/pay/:id', run: show },
  { method: 'POST', path: '/c/pay/:id', run: pay },
  { method: 'GET', path: '/c/pay/:id/3ds', run: show },
  { method: 'POST', path: '/c/pay/:id/3ds', run: answerChallenge },
]
