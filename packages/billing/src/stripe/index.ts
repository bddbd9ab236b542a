export { createStripeGateway, type StripeGatewayOptions } from './create-gateway.ts'
export { StripeGatewayError, type StripeGatewayErrorCode } from './errors.ts'
export type {
  CatalogueIds,
  CataloguePlan,
  CheckoutPayment,
  CreditNoteOrder,
  CreditNoteReason,
  GatewayCreditNote,
  GatewayDispute,
  GatewayExtraLine,
  GatewayInvoice,
  GatewayInvoiceLine,
  GatewayItem,
  GatewayPayment,
  GatewayPlanChange,
  GatewayRefund,
  GatewaySubscription,
  GatewaySubscriptionStatus,
  GatewayTax,
  InvoiceOrder,
  MeterEvent,
  PromotionOrder,
  StripeGateway,
  VerifiedWebhook,
  WebhookTarget,
} from './gateway.ts'
export { creditNoteReasons } from './gateway.ts'
export { webhookTarget } from './webhook.ts'
