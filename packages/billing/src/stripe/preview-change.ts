import type Stripe from 'stripe'
import type { GatewayExtraLine, GatewayPlanChange, GatewayPreview } from './gateway.ts'
import { changeOf } from './subscriptions.ts'

/** The invoice that a change of plan would make at once; nothing is written. */
export const previewPlanChange = async (
  stripe: Stripe,
  from: Stripe.Subscription,
  to: GatewayPlanChange & { extra: GatewayExtraLine[] },
): Promise<GatewayPreview> => {
  const invoice = await stripe.invoices.createPreview({
    subscription: from.id,
    subscription_details: changeOf(from, to),
    ...(to.extra.length === 0
      ? {}
      : {
          invoice_items: to.extra.map((line) => ({
            amount: Number(line.amountMinor),
            currency: line.currency,
            description: line.description,
          })),
        }),
  })
  return {
    currency: invoice.currency,
    totalMinor: BigInt(invoice.total),
    amountDueMinor: BigInt(invoice.amount_due),
    lines: invoice.lines.data.map((line) => ({
      description: line.description ?? '',
      amountMinor: BigInt(line.amount),
      proration:
        line.parent?.subscription_item_details?.proration ??
        line.parent?.invoice_item_details?.proration ??
        false,
    })),
  }
}
