import type { BillingInterval, Entitlements, PlanOffer, Standing } from '@assay/billing'
import type {
  CapBehaviour,
  CreditSource,
  DisputeStatus,
  InvoiceStatus,
  LedgerAccountKind,
  LedgerTransactionKind,
  PlanLimits,
  PlanPrice,
  RefundStatus,
  SubscriptionStatus,
  TopUpState,
} from '@assay/db'

export type PlanView = {
  id: string
  key: string
  name: string
  version: PlanVersionView
}

/** What can be subscribed to, with the same in further currencies. */
export type PlanCatalogueView = PlanView & { currencies: PlanVersionView[] }

export type PlanVersionView = {
  id: string
  number: number
  currency: string
  monthlyPriceMinor: string
  includedPredictions: number
  overagePer1000Minor: string | null
  limits: PlanLimits
  /** By meter, where the plan has prices in steps. */
  prices: Partial<Record<string, PlanPrice>>
  prepaid: boolean
  offer: PlanOffer
  description: string
  createdAt: Date
}

export type SubscriptionView = {
  id: string
  status: SubscriptionStatus
  plan: PlanView
  currentPeriodStart: Date
  currentPeriodEnd: Date
  cancelAtPeriodEnd: boolean
  graceUntil: Date | null
  interval: BillingInterval
  extraSeats: number
  addOns: string[]
  /** Base, seats and add-ons of one interval, before discounts. */
  recurringMinor: string
  /** When the interval that is paid for ends; the allowance renews each month. */
  renewsAt: Date
  trialEnd: Date | null
  pausedAt: Date | null
  resumesAt: Date | null
  /** A move to another version of the plan that was announced and is still to come. */
  migration: { at: Date; beforeMinor: string; afterMinor: string; version: number } | null
}

/** What the workspace may do now; the same answer as the verbs give. */
export type EntitlementsView = Entitlements & {
  standing: Standing
  /** Why nothing is computed, and what helps; null where all is well. */
  refusal: { code: string; message: string } | null
  seatsUsed: number
  /** A refused payment: what is owed and when it is tried again by itself. */
  owed: {
    invoiceId: string
    amountMinor: string
    currency: string
    hostedUrl: string | null
    nextAttemptAt: Date | null
  } | null
  /** What this customer pays in, once it has paid; null before. */
  billingCurrency: string | null
  /** Whether a trial would be granted. */
  trialAvailable: boolean
}

/** A code that can be typed, as it will be applied. */
export type PromotionView = {
  code: string
  name: string
  percentOff: number | null
  amountOffMinor: string | null
  currency: string | null
  duration: 'once' | 'repeating' | 'forever'
  durationMonths: number | null
}

/** What a change would bill at once. */
export type PlanChangePreview = {
  planId: string
  /** What is paid from then on in each interval, before discounts. */
  recurringMinor: string
  interval: BillingInterval
  /** Unused time is counted from here; with the total it names what was agreed to. */
  at: Date
  currency: string
  /** Below zero: kept for the next invoices. */
  totalMinor: string
  amountDueMinor: string
  creditsUnusedTime: boolean
  lines: { description: string; amountMinor: string; proration: boolean }[]
}

export type UsageView = {
  meter: 'predictions'
  periodStart: Date
  periodEnd: Date
  used: number
  included: number
  hardLimit: number | null
  /** Units that the spend cap and the wallet allow; null: neither bounds them. */
  moneyLimit: number | null
  /** Minor units of overage so far, exact. */
  overageMinor: string
  currency: string
  byDay: { day: string; quantity: number }[]
  byDeployment: { deploymentId: string; name: string; quantity: number }[]
}

export type SpendCapView = {
  currency: string
  /** Null: there is no cap. */
  limitMinor: string | null
  behaviour: CapBehaviour
  /** What usage of the running period costs so far, exact minor units. */
  spent: string
  periodEnd: Date | null
  /** Warnings that were given, the newest first. */
  notices: { id: string; threshold: number; limitMinor: string; currency: string; createdAt: Date }[]
}

export type InvoiceView = {
  id: string
  number: string | null
  status: InvoiceStatus
  kind: string
  currency: string
  totalMinor: string
  amountPaidMinor: string
  /** What is still to be paid. */
  amountDueMinor: string
  taxMinor: string
  /** What credit notes took off it, before and after it was paid. */
  creditedMinor: string
  periodStart: Date
  periodEnd: Date
  createdAt: Date
  hostedUrl: string | null
}

export type InvoiceLineView = {
  id: string
  kind: 'base' | 'usage' | 'proration' | 'services' | 'ads' | 'tax' | 'other'
  description: string
  quantity: number
  exactAmount: string
  amountMinor: string
  discountMinor: string
  taxMinor: string
  currency: string
  periodStart: Date
  periodEnd: Date
  /** How many usage events stand behind it. */
  events: number
}

export type InvoiceDetail = InvoiceView & { lines: InvoiceLineView[] }

type CorrectedLine = { description: string; amountMinor: string; taxMinor: string }

/** What a correction of an invoice would give back. */
export type CorrectionPreview = {
  currency: string
  totalMinor: string
  taxMinor: string
  forgivenMinor: string
  refundedMinor: string
  balanceMinor: string
  lines: CorrectedLine[]
}

export type CreditNoteView = CorrectionPreview & {
  id: string
  number: string
  status: 'issued' | 'void'
  reason: string | null
  memo: string
  outsideMinor: string
  issuedAt: Date
}

export type RefundView = {
  id: string
  status: RefundStatus
  reason: string | null
  currency: string
  amountMinor: string
  issuedAt: Date
}

/** A payment that its bank takes back, as the operator sees it. */
export type DisputeView = {
  id: string
  status: DisputeStatus
  reason: string
  currency: string
  amountMinor: string
  feeMinor: string | null
  feeCurrency: string | null
  evidenceDueAt: Date | null
  openedAt: Date
  /** The bank waits for evidence, or for our yes. */
  answerable: boolean
  stripeUrl: string
}

export type UsageEventView = {
  id: string
  meter: string
  quantity: number
  deploymentId: string | null
  deploymentName: string | null
  apiKeyId: string | null
  requestId: string
  occurredAt: Date
  includedQuantity: number | null
  billedQuantity: number | null
  exactAmount: string | null
}

export type WalletView = {
  currency: string
  /** Whether the plan takes usage from the wallet. */
  prepaid: boolean
  /** Exact minor units; below zero where usage was not covered. */
  left: string
  /** Whether there is a customer at Stripe, whose saved card could be charged. */
  hasCustomer: boolean
  autoTopUp: {
    enabled: boolean
    thresholdMinor: string | null
    amountMinor: string | null
    /** Why the last one failed; null where none did since. */
    error: string | null
  }
  /** The last ten. */
  topUps: {
    id: string
    kind: 'checkout' | 'automatic'
    state: TopUpState
    amountMinor: string
    currency: string
    error: string | null
    createdAt: Date
  }[]
}

export type CreditGrantView = {
  id: string
  source: CreditSource
  currency: string
  amountMinor: string
  remaining: string
  priority: number
  expiresAt: Date | null
  expiredAt: Date | null
  note: string
  createdAt: Date
}

export type ConsumptionView = {
  chargeId: string
  meter: string
  quantity: number
  currency: string
  amount: string
  at: Date
}

export type ForecastView = {
  currency: string
  prepaid: boolean
  periodStart: Date
  periodEnd: Date
  baseMinor: string
  lines: {
    meter: string
    used: number
    included: number | null
    /** Units at the period's end, if usage goes on as it went so far. */
    projected: number
    nowMinor: string
    projectedMinor: string
  }[]
  /** Base and usage so far. */
  nowMinor: string
  projectedMinor: string
}

export type LedgerEntryView = { account: LedgerAccountKind; currency: string; amount: string }

export type LedgerTransactionView = {
  id: string
  kind: LedgerTransactionKind
  description: string
  sourceId: string
  at: Date
  /** Minor units, exact: debits above zero, credits below. */
  entries: LedgerEntryView[]
}

export type OperatorLedgerTransaction = LedgerTransactionView & { workspaceId: string; workspaceName: string }
export type LedgerBalance = LedgerEntryView
