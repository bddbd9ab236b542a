/** What Stripe has to know of one plan version. Amounts are minor units; never floats. */
export type CataloguePlan = {
  planKey: string
  planName: string
  description: string
  /** Names the prices for ever: a version is immutable, so its prices are too. */
  planVersionId: string
  currency: string
  monthlyPriceMinor: bigint
  includedPredictions: number
  /** Decimal string; null: no usage price, the allowance is a hard limit. */
  overagePer1000Minor: string | null
  /** What else is sold at a recurring price; `key` names it within the version. */
  sold: { key: string; item: string; name: string; interval: 'month' | 'year'; unitMinor: bigint }[]
}
export type CatalogueIds = {
  productId: string
  basePriceId: string
  usagePriceId: string | null
  /** Of what else is sold, by key. */
  prices: Record<string, string>
}

/** One price of a subscription; null: metered, Stripe counts. */
export type GatewayItem = { priceId: string; quantity: number | null }

/** `stripe`: Stripe Tax finds the rates by the customer's address. */
export type GatewayTax = { by: 'rates'; rateIds: string[] } | { by: 'stripe' }

export type GatewaySubscriptionStatus =
  | 'active'
  | 'trialing'
  | 'past_due'
  | 'unpaid'
  | 'canceled'
  | 'incomplete'
  | 'incomplete_expired'
  | 'paused'

export type GatewaySubscription = {
  id: string
  customerId: string
  status: GatewaySubscriptionStatus
  items: GatewayItem[]
  currentPeriodStart: Date
  currentPeriodEnd: Date
  /** What the periods are counted from. */
  anchor: Date
  cancelAtPeriodEnd: boolean
  startedAt: Date
  endedAt: Date | null
  trialEnd: Date | null
  /** Invoices are voided until collection is resumed. */
  paused: boolean
  livemode: boolean
}

/** A tax in a line of its own, or a sponsor's notices. */
export type GatewayLineKind = 'tax' | 'ads'

export type GatewayInvoiceLine = {
  id: string
  description: string
  /** Null where Stripe bills an amount without a price. */
  priceId: string | null
  quantity: number
  amountMinor: bigint
  currency: string
  periodStart: Date
  periodEnd: Date
  proration: boolean
  /** The item that it was made from; null for a line of a subscription. */
  itemId: string | null
  discountMinor: bigint
  /** All taxes of the line; `taxIncludedMinor` of them lie within its amount. */
  taxMinor: bigint
  taxIncludedMinor: bigint
  /** What we said of it when we asked for it. */
  ownKind: GatewayLineKind | null
}

export type GatewayInvoice = {
  id: string
  customerId: string
  subscriptionId: string | null
  number: string | null
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
  /** Stripe's `billing_reason`. */
  reason: string
  currency: string
  totalMinor: bigint
  amountPaidMinor: bigint
  amountDueMinor: bigint
  taxMinor: bigint
  /** What credit notes forgave before it was paid, and gave back after. */
  forgivenMinor: bigint
  givenBackMinor: bigint
  attempts: number
  /** Stripe's own: for a renewal the period that has ended. */
  periodStart: Date
  periodEnd: Date
  createdAt: Date
  finalizedAt: Date | null
  paidAt: Date | null
  /** When a refused payment is tried again. */
  nextAttemptAt: Date | null
  hostedUrl: string | null
  livemode: boolean
  /** Our own name of it, for one that `sendInvoice` made. */
  reference: string | null
  /** All of them, in Stripe's order. */
  lines: GatewayInvoiceLine[]
}

export type GatewayPlanChange = {
  subscriptionId: string
  items: GatewayItem[]
  /** Ends the running period now and starts a new one; else the period goes on with what it consists of from now. */
  newPeriod: boolean
  credit: boolean
  /** The instant from which unused time is counted; absent: now. */
  prorateAt?: Date | undefined
}
export type GatewayExtraLine = { description: string; amountMinor: bigint; currency: string }

export type GatewayPreview = {
  currency: string
  totalMinor: bigint
  /** What the card is asked for; a negative total is kept for the customer's next invoices. */
  amountDueMinor: bigint
  lines: { description: string; amountMinor: bigint; proration: boolean }[]
}

export type CheckoutPayment = { state: 'paid'; paymentIntentId: string } | { state: 'open' | 'expired' }
export type InvoiceOrder = {
  /** Stable: a second order under it makes no second invoice. */
  reference: string
  customerId: string
  currency: string
  description: string
  daysUntilDue: number
  /** When it was ordered first; an invoice of this reference can not be older. */
  createdFrom: Date
  lines: { description: string; amountMinor: bigint; kind?: GatewayLineKind | undefined }[]
}

export type GatewayPayment = {
  paymentIntentId: string
  amountMinor: bigint
  currency: string
  /** In the currency that Stripe settles in; null where it does not say yet. */
  fee: { minor: bigint; currency: string } | null
  paidAt: Date
}

export type GatewayCreditNote = {
  id: string
  invoiceId: string
  customerId: string
  number: string
  status: 'issued' | 'void'
  reason: string | null
  memo: string
  /** Our own name of it, for one that was ordered here. */
  reference: string | null
  currency: string
  totalMinor: bigint
  taxMinor: bigint
  /** Of what was not paid yet. */
  forgivenMinor: bigint
  refundedMinor: bigint
  /** Kept for the customer's next invoices. */
  balanceMinor: bigint
  outsideMinor: bigint
  refunds: { id: string; amountMinor: bigint }[]
  lines: { description: string; amountMinor: bigint; taxMinor: bigint; lineId: string | null }[]
  issuedAt: Date
  voidedAt: Date | null
}

export const creditNoteReasons = [
  'duplicate',
  'fraudulent',
  'order_change',
  'product_unsatisfactory',
] as const
export type CreditNoteReason = (typeof creditNoteReasons)[number]

export type CreditNoteOrder = {
  invoiceId: string
  /** Tax included. */
  amountMinor: bigint
  /** Where what was paid goes: back to the card, or to the customer's next invoices. */
  to: 'refund' | 'balance'
  /** Null where it is not known; what is still unpaid of the amount is forgiven first. */
  reason: CreditNoteReason | null
  memo: string
}

export type GatewayRefund = {
  id: string
  paymentIntentId: string
  status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'
  reason: string | null
  currency: string
  amountMinor: bigint
  issuedAt: Date
}

export const disputeStatuses = [
  'needs_response',
  'under_review',
  'won',
  'lost',
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'appeal_needs_response',
  'appeal_under_review',
  'prevented',
] as const

export type GatewayDispute = {
  id: string
  /** Empty for one of a charge that no payment intent made. */
  paymentIntentId: string
  status: (typeof disputeStatuses)[number]
  reason: string
  currency: string
  amountMinor: bigint
  /** Of the dispute's currency: what the bank took, and what came back of it. */
  withdrawnMinor: bigint
  reinstatedMinor: bigint
  withdrawnAt: Date | null
  reinstatedAt: Date | null
  /** In the currency that Stripe settles in; null where nothing was taken. */
  fee: { minor: bigint; currency: string } | null
  evidenceDueAt: Date | null
  openedAt: Date
}

export type PromotionOrder = {
  reference: string
  code: string
  name: string
  off: { percent: number } | { amountMinor: bigint; currency: string }
  duration: { kind: 'once' | 'forever' } | { kind: 'repeating'; months: number }
  maxRedemptions: number | null
  expiresAt: Date | null
  firstTimeOnly: boolean
}

export type MeterEvent = {
  /** Stable: a second event under it is not counted again. */
  identifier: string
  customerId: string
  /** A whole number above zero. */
  quantity: number
  at: Date
}

/** The object that a webhook is about; its state is always fetched anew. */
export type WebhookTarget =
  | { type: 'subscription'; id: string }
  | { type: 'invoice'; id: string }
  | { type: 'checkout'; id: string }
  | { type: 'credit_note'; id: string }
  | { type: 'refund'; id: string }
  | { type: 'dispute'; id: string }
  | { type: 'other' }

export type VerifiedWebhook = {
  id: string
  /** Empty for the platform's own account. */
  accountId: string
  type: string
  livemode: boolean
  payload: unknown
}

/** Whose key is used, and where Stripe sends its webhooks. */
export type GatewayAccount = {
  id: string
  country: string | null
  chargesEnabled: boolean
  webhookEndpoints: { url: string; enabled: boolean }[]
}

/** Everything the product asks of Stripe. Every method rejects with `StripeGatewayError`. */
export interface StripeGateway {
  /** Whether the address is a local Stripe, whose customers have their own test clock. */
  readonly isLocal: boolean
  /** The local Stripe's address; null with Stripe itself. */
  readonly localUrl: string | null
  readonly livemode: boolean

  describeAccount(): Promise<GatewayAccount>
  /** Makes meter, product and prices where they are missing; run twice it makes nothing new. */
  ensureCatalogue(plan: CataloguePlan): Promise<CatalogueIds>
  /** One customer per workspace, however often it is called. */
  createCustomer(input: { workspaceId: string; name: string; email: string | null }): Promise<{ id: string }>
  createCheckout(input: {
    customerId: string
    workspaceId: string
    tax: GatewayTax
    items: GatewayItem[]
    /** Zero: none. A trial needs no card; without one by its end it ends. */
    trialDays: number
    /** Null: a code can be typed on the page. */
    promotionCodeId: string | null
    successUrl: string
    cancelUrl: string
  }): Promise<{ id: string; url: string }>
  createPortalSession(input: { customerId: string; returnUrl: string }): Promise<{ url: string }>

  fetchSubscription(id: string): Promise<GatewaySubscription>
  /** The subscriptions of a customer that have not ended, oldest first. */
  listLiveSubscriptions(customerId: string): Promise<GatewaySubscription[]>
  /** The subscription that a completed checkout made; null while it is open or after it expired. */
  fetchCheckoutSubscription(sessionId: string): Promise<string | null>
  /**
   * Makes the subscription consist of the items. `newPeriod` bills the running period's usage and starts a new one
   * under the new prices. `credit` settles unused and remaining time on an invoice at once; without it nothing is
   * given back. A refused card leaves everything as it was.
   */
  changePlan(input: GatewayPlanChange): Promise<GatewaySubscription>
  /** What `changePlan` would bill now, as Stripe counts it; nothing is changed. `extra`: what is not on it yet. */
  previewPlanChange(input: GatewayPlanChange & { extra: GatewayExtraLine[] }): Promise<GatewayPreview>
  /** While it is paused, invoices are voided as they are made. */
  setPaused(subscriptionId: string, paused: boolean): Promise<GatewaySubscription>
  /** Swaps the items when the running period ends; a second order replaces the first. */
  changeAtPeriodEnd(subscriptionId: string, items: GatewayItem[]): Promise<void>
  /** Withdraws what was ordered for the period's end; where nothing was, nothing happens. */
  withdrawChange(subscriptionId: string): Promise<void>
  setCancelAtPeriodEnd(subscriptionId: string, cancel: boolean): Promise<GatewaySubscription>
  cancelNow(subscriptionId: string): Promise<GatewaySubscription>

  fetchInvoice(id: string): Promise<GatewayInvoice>
  /** What has come in for an invoice, with what Stripe kept of it. */
  listPayments(invoiceId: string): Promise<GatewayPayment[]>
  /** What a payment was for: an invoice, or (a top-up) what we named it. */
  describePayment(paymentIntentId: string): Promise<{ invoiceId: string | null; reference: string | null }>
  /** Gives up on an open invoice. */
  writeOff(invoiceId: string): Promise<GatewayInvoice>
  /** Takes an open invoice back as if it had never been. */
  voidInvoice(invoiceId: string): Promise<GatewayInvoice>

  fetchCreditNote(id: string): Promise<GatewayCreditNote>
  /** Newest first. */
  listCreditNoteIds(of: { invoiceId: string } | { customerId: string; createdFrom: Date }): Promise<string[]>
  /** What an order would make; nothing is written. */
  previewCreditNote(order: CreditNoteOrder): Promise<GatewayCreditNote>
  /** One per `reference`, however often it is ordered. */
  createCreditNote(order: CreditNoteOrder & { reference: string }): Promise<GatewayCreditNote>
  fetchRefund(id: string): Promise<GatewayRefund>
  /** Gives a part of a payment back to its card; once per `reference`. */
  createRefund(order: {
    paymentIntentId: string
    amountMinor: bigint
    reference: string
  }): Promise<GatewayRefund>
  /** Of all customers, newest first. */
  listRefundIds(input: { createdFrom: Date }): Promise<string[]>
  fetchDispute(id: string): Promise<GatewayDispute>
  /** Of all customers, newest first. */
  listDisputeIds(input: { createdFrom: Date }): Promise<string[]>
  /** Sends the evidence to the bank; it is sent once. */
  submitEvidence(disputeId: string, text: string): Promise<GatewayDispute>
  /** Accepts a dispute: it is lost. */
  closeDispute(disputeId: string): Promise<GatewayDispute>
  /** Makes a rate that is charged by hand; one per `reference`. */
  createTaxRate(rate: {
    reference: string
    name: string
    percent: string
    inclusive: boolean
  }): Promise<{ id: string }>

  /** An invoice of what waits for the subscription's next one, charged to its card; null where nothing waits. */
  invoicePending(input: {
    customerId: string
    subscriptionId: string
    reference: string
  }): Promise<GatewayInvoice | null>
  /** Charges the customer's card for an open invoice now. @throws StripeGatewayError `payment` */
  payInvoice(id: string): Promise<GatewayInvoice>
  /** Makes, finalises and sends an invoice that the customer pays by hand; however often, there is one. */
  sendInvoice(order: InvoiceOrder): Promise<GatewayInvoice>
  /** Newest first. */
  listInvoiceIds(input: { customerId: string; createdFrom: Date }): Promise<string[]>

  /** A discount with the code that is typed for it; once per `reference`. */
  createPromotion(input: PromotionOrder): Promise<{ promotionCodeId: string }>
  setPromotionActive(promotionCodeId: string, active: boolean): Promise<void>
  /** How often each code was used, by its id; all of the account. */
  promotionUses(): Promise<Map<string, number>>

  /** A page on which one amount is paid and the card kept; `reference` is ours and names the payment. */
  createPaymentCheckout(input: {
    customerId: string
    reference: string
    name: string
    amountMinor: bigint
    currency: string
    successUrl: string
    cancelUrl: string
  }): Promise<{ id: string; url: string }>
  fetchCheckoutPayment(sessionId: string): Promise<CheckoutPayment>
  /** Without the card's owner; once per `reference`. @throws StripeGatewayError `payment` where it is refused */
  chargeSavedCard(input: {
    customerId: string
    reference: string
    description: string
    amountMinor: bigint
    currency: string
  }): Promise<{ paymentIntentId: string }>
  /** What Stripe kept of a payment, in minor units; null where it does not say. */
  fetchFee(paymentIntentId: string): Promise<bigint | null>
  /** On a draft, or (null) on the next invoice; once per `reference`. */
  createInvoiceItem(input: {
    customerId: string
    subscriptionId: string
    invoiceId: string | null
    reference: string
    description: string
    amountMinor: bigint
    currency: string
    periodStart: Date
    periodEnd: Date
  }): Promise<{ id: string }>

  /** Resolves when Stripe has the event, also when it had it before. */
  sendMeterEvent(event: MeterEvent): Promise<void>
  /** Σ of the meter's values of a customer within [from, to), both cut to whole minutes; a decimal string. */
  meterSummary(input: { customerId: string; from: Date; to: Date }): Promise<string>
  /** What time it is for this customer: its test clock's on a local Stripe, ours otherwise. */
  customerNow(customerId: string): Promise<Date>

  /** @throws StripeGatewayError `signature` for a bad, missing, stale or future signature. */
  verifyWebhook(rawBody: string | Uint8Array, signatureHeader: string | null | undefined): VerifiedWebhook
}
