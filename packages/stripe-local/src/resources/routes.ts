import type { Route } from '../http/route.ts'
import { checkoutRoutes } from './checkout-sessions.ts'
import { couponRoutes } from './coupons.ts'
import { customerBalanceRoutes } from './customer-balance.ts'
import { customerRoutes } from './customers.ts'
import { eventRoutes } from './events.ts'
import { intentRoutes } from './intents.ts'
import { invoiceItemRoutes } from './invoice-items.ts'
import { invoiceRoutes } from './invoices.ts'
import { meterEventRoutes } from './meter-events.ts'
import { meterRoutes } from './meters.ts'
import { paymentMethodRoutes } from './payment-methods.ts'
import { portalRoutes } from './portal.ts'
import { priceRoutes } from './prices.ts'
import { productRoutes } from './products.ts'
import { promotionCodeRoutes } from './promotion-codes.ts'
import { scheduleRoutes } from './schedules.ts'
import { subscriptionItemRoutes } from './subscription-items.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { taxRateRoutes } from './tax-rates.ts'
import { testClockRoutes } from './test-clocks.ts'

export const routes: Route[] = [
  ...customerRoutes,
  ...customerBalanceRoutes,
  ...couponRoutes,
  ...promotionCodeRoutes,
  ...taxRateRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...paymentMethodRoutes,
  ...intentRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...subscriptionItemRoutes,
  ...scheduleRoutes,
  ...invoiceRoutes,
  ...invoiceItemRoutes,
  ...meterRoutes,
  ...meterEventRoutes,
  ...eventRoutes,
  ...testClockRoutes,
  ...portalRoutes,
]
