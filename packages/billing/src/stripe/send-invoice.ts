import type Stripe from 'stripe'
import type { InvoiceOrder } from './gateway.ts'
import { kindKey, referenceKey, seconds } from './mapping.ts'

const lineKey = 'assay_line'
/** Clocks differ: what was made for an order may seem a little older than it. */
const slackSeconds = 3_600

/** What an earlier try made; Stripe forgets idempotency keys after a day, and its metadata never. */
const findInvoice = async (stripe: Stripe, order: InvoiceOrder): Promise<Stripe.Invoice | null> => {
  const created = { gte: seconds(order.createdFrom) - slackSeconds }
  for await (const invoice of stripe.invoices.list({ customer: order.customerId, created, limit: 100 }))
    if (invoice.metadata?.[referenceKey] === order.reference && invoice.status !== 'void') return invoice
  return null
}

const createInvoice = (stripe: Stripe, order: InvoiceOrder): Promise<Stripe.Invoice> =>
  stripe.invoices.create(
    {
      customer: order.customerId,
      currency: order.currency,
      collection_method: 'send_invoice',
      days_until_due: order.daysUntilDue,
      auto_advance: false,
      // What waits for the subscription's next invoice is not of this one.
      pending_invoice_items_behavior: 'exclude',
      description: order.description,
      metadata: { [referenceKey]: order.reference },
    },
    { idempotencyKey: `invoice_${order.reference}` },
  )

const addLines = async (stripe: Stripe, invoiceId: string, order: InvoiceOrder): Promise<void> => {
  const there = new Set<string | undefined>()
  for await (const item of stripe.invoiceItems.list({ invoice: invoiceId, limit: 100 }))
    there.add(item.metadata?.[lineKey])
  for (const [at, line] of order.lines.entries()) {
    if (there.has(String(at))) continue
    await stripe.invoiceItems.create(
      {
        customer: order.customerId,
        invoice: invoiceId,
        currency: order.currency,
        amount: Number(line.amountMinor),
        description: line.description,
        metadata: { [lineKey]: String(at), ...(line.kind === undefined ? {} : { [kindKey]: line.kind }) },
      },
      { idempotencyKey: `invoice_${order.reference}_line_${at}` },
    )
  }
}

/** Each step looks first at what is there already, and goes on from it. */
export const sendInvoice = async (stripe: Stripe, order: InvoiceOrder): Promise<Stripe.Invoice> => {
  const found = (await findInvoice(stripe, order)) ?? (await createInvoice(stripe, order))
  const id = found.id ?? ''
  // The answer to a repeated request is as old as the first one.
  let invoice = await stripe.invoices.retrieve(id)
  if (invoice.status === 'draft') {
    await addLines(stripe, id, order)
    invoice = await stripe.invoices.finalizeInvoice(
      id,
      { auto_advance: false },
      { idempotencyKey: `invoice_${order.reference}_finalize` },
    )
  }
  if (invoice.status === 'open')
    invoice = await stripe.invoices.sendInvoice(id, {}, { idempotencyKey: `invoice_${order.reference}_send` })
  return invoice
}
