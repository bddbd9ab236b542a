import type Stripe from 'stripe'

/** What waits for the subscription's next invoice, on one of its own that is charged at once. */
export const invoicePending = async (
  stripe: Stripe,
  input: { customerId: string; subscriptionId: string; reference: string },
): Promise<Stripe.Invoice | null> => {
  const { customerId: customer, subscriptionId: subscription, reference } = input
  let waiting = false
  for await (const item of stripe.invoiceItems.list({ customer, pending: true, limit: 100 }))
    waiting ||= item.parent?.subscription_details?.subscription === subscription
  if (!waiting) return null
  const draft = await stripe.invoices.create(
    { customer, subscription, auto_advance: true, metadata: { usage_reference: reference } },
    { idempotencyKey: `pending_${reference}` },
  )
  const id = draft.id ?? ''
  const current = await stripe.invoices.retrieve(id)
  if (current.status !== 'draft') return current
  return stripe.invoices.finalizeInvoice(
    id,
    { auto_advance: true },
    { idempotencyKey: `pending_${reference}_final` },
  )
}
