import { invalid } from '../http/errors.ts'
import type { Line, Price, Recurring } from '../model.ts'
import type { Quote, QuoteLine } from '../model-quote.ts'
import { reductions } from './discounts.ts'
import { createDraft } from './invoice.ts'
import { buildInvoiceItem } from './invoice-item.ts'
import { buildLine, isMetered, pricedProduct, pricingOf } from './lines.ts'
import { amountMinor } from './rating.ts'
import { subscribe } from './subscribe.ts'
import { pricedLines, type Totals, totalsOf } from './totals.ts'
import type { Work } from './work.ts'

const daySeconds = 86_400

export interface PricedQuoteLine {
  item: QuoteLine
  price: Price
  line: Line
}

/** The quote's lines with discounts and taxes; metered ones cost nothing yet. */
export async function quoteLines(work: Work, quote: Quote): Promise<PricedQuoteLine[]> {
  const bare: Line[] = []
  const prices: Price[] = []
  for (const { price: id, quantity, taxRates } of quote._lines) {
    const { price, product } = await pricedProduct(work, id)
    prices.push(price)
    bare.push(
      buildLine({
        amount: isMetered(price) ? 0 : amountMinor(price, BigInt(quantity)),
        currency: price.currency,
        description: product.name,
        period: { start: quote.created, end: quote.created },
        pricing: pricingOf(price),
        quantity: BigInt(quantity),
        parent: {},
        subscription: null,
        taxRates,
      }),
    )
  }
  const lines = await pricedLines(work, bare, {
    reductions: await reductions(work, quote.discounts),
    taxRates: quote.default_tax_rates,
    currency: quote.currency ?? 'usd',
    customer: quote.customer === null ? null : await work.customer(quote.customer),
  })
  return quote._lines.flatMap((item, index) => {
    const [price, line] = [prices[index], lines[index]]
    return price === undefined || line === undefined ? [] : [{ item, price, line }]
  })
}

const detailsOf = ({ discount, tax }: Totals) => ({
  amount_discount: discount,
  amount_shipping: 0,
  amount_tax: tax,
})

/** The sums that a quote shows: all of it, what is due at once, and what comes again. */
export async function computedQuote(work: Work, quote: Quote): Promise<Quote> {
  const all = await quoteLines(work, quote)
  const lines = (chosen: PricedQuoteLine[]): Totals => totalsOf(chosen.map(({ line }) => line))
  const recurring = all.filter(({ price }) => price.recurring !== null)
  const trial = quote.subscription_data.trial_period_days !== null
  const upfront = lines(trial ? all.filter(({ price }) => price.recurring === null) : all)
  const again = lines(recurring)
  const total = lines(all)
  const cycle: Recurring | null = recurring[0]?.price.recurring ?? null
  return {
    ...quote,
    amount_subtotal: total.subtotal,
    amount_total: total.total,
    total_details: detailsOf(total),
    computed: {
      recurring:
        cycle === null
          ? null
          : {
              amount_subtotal: again.subtotal,
              amount_total: again.total,
              interval: cycle.interval,
              interval_count: cycle.interval_count,
              total_details: detailsOf(again),
            },
      upfront: {
        amount_subtotal: upfront.subtotal,
        amount_total: upfront.total,
        total_details: detailsOf(upfront),
      },
    },
  }
}

/** An accepted quote becomes a subscription, or a draft invoice where all of it is due once. */
export async function acceptQuote(work: Work, quote: Quote, now: number): Promise<Quote> {
  if (quote.customer === null)
    throw invalid('The quote needs a customer before it can be accepted.', 'customer')
  const customer = await work.customer(quote.customer)
  const all = await quoteLines(work, quote)
  const recurring = all.filter(({ price }) => price.recurring !== null)
  const once = all.filter(({ price }) => price.recurring === null)
  const shared = {
    collectionMethod: quote.collection_method,
    daysUntilDue:
      quote.invoice_settings.days_until_due ?? (quote.collection_method === 'send_invoice' ? 30 : null),
    metadata: {},
  }
  const accepted: Quote = {
    ...quote,
    status: 'accepted',
    status_transitions: { ...quote.status_transitions, accepted_at: now },
  }
  if (recurring.length === 0) {
    const draft = await createDraft(work, {
      customer,
      subscription: null,
      reason: 'quote_accept',
      period: { start: now, end: now },
      lines: once.map(({ line }) => ({ ...line, parent: null })),
      currency: quote.currency ?? 'usd',
      now,
      withPendingItems: false,
      autoAdvance: false,
      discounts: quote.discounts,
      taxRates: quote.default_tax_rates,
      quote: quote.id,
      description: quote.description,
      footer: quote.footer,
      ...shared,
    })
    return { ...accepted, invoice: draft.id }
  }
  const { trial_period_days: days, metadata, description } = quote.subscription_data
  const subscription = await subscribe(work, {
    customer,
    items: recurring.map(({ item }) => ({
      price: item.price,
      quantity: item.quantity,
      metadata: {},
      ...(item.taxRates === undefined ? {} : { taxRates: item.taxRates }),
    })),
    defaultPaymentMethod: null,
    trialEnd: days === null ? null : now + days * daySeconds,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    description,
    paymentBehavior: 'allow_incomplete',
    billingCycleAnchor: null,
    discounts: quote.discounts.map((discount) => ({
      coupon: null,
      promotionCode: null,
      discount,
      param: 'discounts',
    })),
    taxRates: quote.default_tax_rates,
    addLines: async ({ id }, at) => await addOnce(work, once, { quote, subscription: id, at }),
    ...shared,
    metadata: metadata ?? {},
  })
  return { ...accepted, subscription: subscription.id, invoice: subscription.latest_invoice }
}

async function addOnce(
  work: Work,
  once: PricedQuoteLine[],
  { quote, subscription, at }: { quote: Quote; subscription: string; at: number },
): Promise<void> {
  const customer = await work.customer(quote.customer ?? '')
  for (const { item, price, line } of once) {
    const made = buildInvoiceItem({
      amount: line.amount,
      currency: price.currency,
      customer: customer.id,
      description: line.description,
      period: { start: at, end: at },
      proration: false,
      quantity: item.quantity,
      at,
      pricing: line.pricing,
      subscription,
      subscriptionItem: null,
      testClock: customer.test_clock,
      metadata: {},
      taxRates: item.taxRates,
    })
    await work.create('invoiceitem', made, 'invoiceitem.created')
  }
}
