import type { InvoiceItem } from '../model.ts'
import { newId } from './ids.ts'

export interface InvoiceItemFields {
  amount: number
  description: string | null
  period: { start: number; end: number }
  proration: boolean
  quantity: number
  customer: string
  currency: string
  at: number
  pricing: InvoiceItem['pricing']
  subscription: string | null
  subscriptionItem: string | null
  testClock: string | null
  metadata: Record<string, string>
  /** The draft it already stands on. */
  invoice?: string
  discountable?: boolean
  discounts?: string[]
  taxRates?: string[] | undefined
}

export function buildInvoiceItem(fields: InvoiceItemFields): InvoiceItem {
  return {
    id: newId('ii'),
    object: 'invoiceitem',
    amount: fields.amount,
    created: fields.at,
    currency: fields.currency,
    customer: fields.customer,
    customer_account: null,
    date: fields.at,
    description: fields.description,
    discountable: fields.discountable ?? !fields.proration,
    discounts: fields.discounts ?? [],
    invoice: fields.invoice ?? null,
    livemode: false,
    metadata: fields.metadata,
    net_amount: fields.amount,
    parent:
      fields.subscription === null
        ? null
        : {
            type: 'subscription_details',
            subscription_details: {
              subscription: fields.subscription,
              ...(fields.subscriptionItem === null ? {} : { subscription_item: fields.subscriptionItem }),
            },
          },
    period: fields.period,
    pricing: fields.pricing,
    proration: fields.proration,
    quantity: fields.quantity,
    quantity_decimal: String(fields.quantity),
    tax_rates: [],
    test_clock: fields.testClock,
    ...(fields.taxRates === undefined ? {} : { _tax_rates: fields.taxRates }),
    _subscription: fields.subscription,
    _subscription_item: fields.subscriptionItem,
  }
}
