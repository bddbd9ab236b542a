export { createStripeGateway, type StripeGatewayOptions } from './create-gateway.ts'
export { StripeGatewayError, type StripeGatewayErrorCode } from './errors.ts'
export type {
  CatalogueIds,
  CataloguePlan,
  CheckoutPayment,
  GatewayExtraLine,
  GatewayInvoice,
  GatewayInvoiceLine,
  GatewayPlanChange,
  GatewayPrices,
  GatewaySubscription,
  GatewaySubscriptionStatus,
  InvoiceOrder,
  MeterEvent,
  StripeGateway,
  VerifiedWebhook,
  WebhookTarget,
} from './gateway.ts'
export { webhookTarget } from './webhook.ts'
