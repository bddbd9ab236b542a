import type Stripe from 'stripe'
import { StripeGatewayError } from './errors.ts'
import type { CheckoutPayment } from './gateway.ts'
import { idOf } from './mapping.ts'

export type PaymentOrder = {
  customerId: string
  /** Our own id of what is paid; with it a repeated request pays once. */
  reference: string
  amountMinor: bigint
  currency: string
}

/** A page on which one amount is paid and the card is kept for payments without its owner. */
export const createPaymentCheckout = async (
  stripe: Stripe,
  order: PaymentOrder & { name: string; successUrl: string; cancelUrl: string },
): Promise<{ id: string; url: string }> => {
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      customer: order.customerId,
      client_reference_id: order.reference,
      metadata: { reference: order.reference },
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: order.currency,
            unit_amount: Number(order.amountMinor),
            product_data: { name: order.name },
          },
        },
      ],
      payment_intent_data: { setup_future_usage: 'off_session', metadata: { reference: order.reference } },
      success_url: order.successUrl,
      cancel_url: order.cancelUrl,
    },
    { idempotencyKey: `checkout_${order.reference}` },
  )
  return { id: session.id, url: session.url ?? '' }
}

export const checkoutPayment = async (stripe: Stripe, sessionId: string): Promise<CheckoutPayment> => {
  const session = await stripe.checkout.sessions.retrieve(sessionId)
  const paymentIntentId = idOf(session.payment_intent)
  if (session.payment_status === 'paid' && paymentIntentId !== null) return { state: 'paid', paymentIntentId }
  return { state: session.status === 'expired' ? 'expired' : 'open' }
}

/** The customer's own choice of a card, or else the newest that it has. */
export const savedCard = async (stripe: Stripe, customerId: string): Promise<string> => {
  const customer = await stripe.customers.retrieve(customerId)
  const chosen = customer.deleted ? null : idOf(customer.invoice_settings.default_payment_method)
  if (chosen !== null) return chosen
  const [newest] = (await stripe.paymentMethods.list({ customer: customerId, type: 'card', limit: 1 })).data
  if (newest === undefined) throw new StripeGatewayError('payment', 'There is no saved card to charge.')
  return newest.id
}

/** Charges the saved card without its owner. @throws StripeGatewayError `payment` where the bank refuses or asks for its owner */
export const chargeSavedCard = async (
  stripe: Stripe,
  order: PaymentOrder & { description: string },
): Promise<{ paymentIntentId: string }> => {
  const intent = await stripe.paymentIntents.create(
    {
      amount: Number(order.amountMinor),
      currency: order.currency,
      customer: order.customerId,
      payment_method: await savedCard(stripe, order.customerId),
      description: order.description,
      metadata: { reference: order.reference },
      off_session: true,
      confirm: true,
    },
    { idempotencyKey: `charge_${order.reference}` },
  )
  if (intent.status !== 'succeeded')
    throw new StripeGatewayError('payment', 'The bank wants the card’s owner to confirm the payment.')
  return { paymentIntentId: intent.id }
}

/** What Stripe kept of a payment; null where it does not say. */
export const paymentFee = async (stripe: Stripe, paymentIntentId: string): Promise<bigint | null> => {
  const intent = await stripe.paymentIntents.retrieve(paymentIntentId, {
    expand: ['latest_charge.balance_transaction'],
  })
  const charge = intent.latest_charge
  const settled = charge !== null && typeof charge === 'object' ? charge.balance_transaction : null
  return settled !== null && typeof settled === 'object' ? BigInt(settled.fee) : null
}

/** An item on a draft invoice, or on the customer's next one; whole minor units. */
export const createInvoiceItem = async (
  stripe: Stripe,
  item: PaymentOrder & {
    subscriptionId: string
    /** Null: on the next invoice. */
    invoiceId: string | null
    description: string
    period: { start: number; end: number }
  },
): Promise<{ id: string }> => {
  const made = await stripe.invoiceItems.create(
    {
      customer: item.customerId,
      amount: Number(item.amountMinor),
      currency: item.currency,
      description: item.description,
      metadata: { reference: item.reference },
      period: item.period,
      ...(item.invoiceId === null ? { subscription: item.subscriptionId } : { invoice: item.invoiceId }),
    },
    { idempotencyKey: `item_${item.reference}` },
  )
  return { id: made.id }
}
