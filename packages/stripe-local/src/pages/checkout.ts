import { wallNow } from '../engine/calendar.ts'
import { completeCheckout } from '../engine/checkout.ts'
import { sessionTotals, withSessionTotals } from '../engine/checkout-totals.ts'
import { cardDeclined, StripeError } from '../http/errors.ts'
import type { PaymentMethod } from '../model.ts'
import type { CheckoutSession } from '../model-checkout.ts'
import { sameCode } from '../resources/promotion-codes.ts'
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
  promoError?: string
  challenge?: boolean
}

async function render(
  call: PageCall,
  session: CheckoutSession,
  values: CardValues,
  state: RenderState,
): Promise<PageAnswer> {
  const lockedEmail = session.customer !== null && (await knownEmail(call, session)) !== ''
  const clock = session.customer === null ? null : (await call.work.customer(session.customer)).test_clock
  const html = checkoutPage({
    session,
    totals: await sessionTotals(call.work, session, await call.work.clockTime(clock)),
    code: await codeOf(call, session),
    needsCard: needsCard(session),
    promoError: state.promoError ?? null,
    items: await planOf(call.work, session),
    values,
    lockedEmail,
    error: state.error ?? null,
    challenge: state.challenge ?? false,
    nonce: call.nonce,
  })
  return { status: (state.error ?? state.promoError) === undefined ? 200 : 402, html }
}

/** Nothing is asked for where nothing is due and the shop does not insist. */
const needsCard = (session: CheckoutSession): boolean =>
  session.mode === 'setup' || session.amount_total !== 0 || session.payment_method_collection === 'always'

async function codeOf(call: PageCall, session: CheckoutSession): Promise<string | null> {
  const id = session.discounts[0]?.promotion_code ?? null
  return id === null ? null : (await call.work.get('promotion_code', id)).code
}

/** Applies or takes away a promotion code. */
async function promote(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const session = await work.get('checkout.session', call.id)
  if (session.status !== 'open') return await show(call)
  const code = (params.string('promotion_code') ?? '').trim()
  const values = blankCard(await knownEmail(call, session))
  const known = await work.where('promotion_code', { match: { active: true } })
  const found = known.find((candidate) => sameCode(candidate, code))
  if (session.allow_promotion_codes !== true || (found === undefined && code !== ''))
    return await render(call, session, values, { promoError: 'This code is invalid.' })
  const discounts = found === undefined ? [] : [{ coupon: found.promotion.coupon, promotion_code: found.id }]
  const clock = session.customer === null ? null : (await work.customer(session.customer)).test_clock
  try {
    const next = await withSessionTotals(work, { ...session, discounts }, await work.clockTime(clock))
    await work.save('checkout.session', next)
    return { redirect: `/c/pay/${session.id}` }
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    return await render(call, session, values, { promoError: error.message })
  }
}

async function pay(call: PageCall): Promise<PageAnswer> {
  const { work, params } = call
  const session = await work.get('checkout.session', call.id)
  if (session.status === 'complete') return { redirect: successUrl(session) }
  if (session.status === 'expired') return expired()
  const values = readCardValues(params)
  const known = await knownEmail(call, session)
  const filled = session.customer !== null && known !== '' ? { ...values, email: known } : values
  if (!needsCard(session)) return await finish(call, session, null, filled)
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
  method: PaymentMethod | null,
  values: CardValues,
): Promise<PageAnswer> {
  const { work } = call
  if (method === null && !/^[^\s@]+@[^\s@]+$/.test(values.email))
    return await render(call, session, values, { error: 'Enter a valid email address.' })
  try {
    // A refused card leaves neither a customer nor a subscription behind.
    const complete = await work.sql.savepoint(async () => {
      if (method?._behaviour === 'declined') throw cardDeclined(method._decline_code ?? 'generic_decline')
      if (method === null) {
        // nothing is due
      } else if ((await work.find('payment_method', method.id)) === undefined)
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
  { method: 'POST', path: '/c/pay/:id/promo', run: promote },
  { method: 'GET', path: '/c/pay/:id/3ds', run: show },
  { method: 'POST', path: '/c/pay/:id/3ds', run: answerChallenge },
]
