import type { Route } from '../http/route.ts'
import { accountRoutes } from './accounts.ts'
import { chargeRoutes } from './charges.ts'
import { checkoutRoutes } from './checkout-sessions.ts'
import { couponRoutes } from './coupons.ts'
import { creditGrantRoutes } from './credit-grants.ts'
import { creditNoteRoutes } from './credit-notes.ts'
import { customerBalanceRoutes } from './customer-balance.ts'
import { customerRoutes } from './customers.ts'
import { disputeRoutes } from './disputes.ts'
import { entitlementRoutes } from './entitlements.ts'
import { eventRoutes } from './events.ts'
import { invoiceItemRoutes } from './invoice-items.ts'
import { invoiceRoutes } from './invoices.ts'
import { meterEventRoutes } from './meter-events.ts'
import { meterRoutes } from './meters.ts'
import { paymentIntentRoutes } from './payment-intents.ts'
import { paymentMethodRoutes } from './payment-methods.ts'
import { portalRoutes } from './portal.ts'
import { priceRoutes } from './prices.ts'
import { productRoutes } from './products.ts'
import { promotionCodeRoutes } from './promotion-codes.ts'
import { quoteRoutes } from './quotes.ts'
import { scheduleRoutes } from './schedules.ts'
import { setupIntentRoutes } from './setup-intents.ts'
import { subscriptionItemRoutes } from './subscription-items.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { taxRateRoutes } from './tax-rates.ts'
import { testClockRoutes } from './test-clocks.ts'
import { transferRoutes } from './transfers.ts'

export const routes: Route[] = [
  ...customerRoutes,
  ...customerBalanceRoutes,
  ...couponRoutes,
  ...promotionCodeRoutes,
  ...taxRateRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...paymentMethodRoutes,
  ...setupIntentRoutes,
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...disputeRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...subscriptionItemRoutes,
  ...scheduleRoutes,
  ...invoiceRoutes,
  ...invoiceItemRoutes,
  ...creditNoteRoutes,
  ...quoteRoutes,
  ...creditGrantRoutes,
  ...entitlementRoutes,
  ...meterRoutes,
  ...meterEventRoutes,
  ...eventRoutes,
  ...testClockRoutes,
  ...portalRoutes,
  ...accountRoutes,
  ...transferRoutes,
]
