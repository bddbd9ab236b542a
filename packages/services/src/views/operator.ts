import type { Standing } from '@assay/billing'
import type { AdState, CouponDuration, ReconciliationReason, TaxMode } from '@assay/db'
import type {
  CreditNoteView,
  DisputeView,
  InvoiceDetail,
  InvoiceView,
  PlanVersionView,
  RefundView,
  SubscriptionView,
} from './billing.ts'

export type OperatorSubscription = SubscriptionView & {
  workspaceId: string
  workspaceName: string
  mrrMinor: string
  stripeSubscriptionId: string | null
}

export type OperatorInvoice = InvoiceView & { workspaceId: string; workspaceName: string }

export type OperatorInvoiceDetail = InvoiceDetail & {
  workspaceId: string
  workspaceName: string
  /** What a credit note may still take off it. */
  correctableMinor: string
  payments: {
    id: string
    currency: string
    amountMinor: string
    feeMinor: string | null
    feeCurrency: string | null
    paidAt: Date
  }[]
  creditNotes: CreditNoteView[]
  refunds: RefundView[]
  disputes: DisputeView[]
}

/** How subscriptions that begin are taxed, and the rates that are charged by hand. */
export type TaxSettingsView = {
  mode: TaxMode
  rates: { id: string; name: string; percent: string; inclusive: boolean }[]
}

/** One meter of a tenant in a period, as the last look found it; counts are units of the meter. */
export type ReconciliationView = {
  workspaceId: string
  workspaceName: string
  meter: string
  periodStart: Date
  periodEnd: Date
  currency: string
  served: number
  metered: number
  /** Acknowledged by Stripe, or paid by the wallet. */
  carried: number
  stripe: number | null
  included: number
  billed: number
  exactAmount: string
  reasons: ReconciliationReason[]
  differs: boolean
  differsSince: Date | null
  checkedAt: Date
}

export type ReconciliationLine = {
  invoiceLineId: string
  invoiceId: string
  invoiceNumber: string | null
  description: string
  /** Of this period's usage alone; the amount is the whole line's. */
  included: number
  billed: number
  exactAmount: string
  amountMinor: string
}

export type ReconciliationDetail = ReconciliationView & { lines: ReconciliationLine[] }

export type PredictionTrace = {
  requestId: string
  workspaceId: string
  quantity: number
  occurredAt: Date
  deploymentId: string | null
  deploymentName: string | null
  modelVersionId: string | null
  trainingJobId: string | null
  datasetVersionId: string | null
  /** Null: the playground. */
  apiKeyId: string | null
  usageEventId: string
  periodStart: Date
  meterEvent: { identifier: string; state: string; sentAt: Date | null } | null
  charge: { id: string; collect: string; state: string } | null
  line: {
    id: string
    description: string
    amountMinor: string
    currency: string
    included: number
    billed: number
    invoiceId: string
    invoiceNumber: string | null
    invoiceStatus: string
    paidAt: Date | null
  } | null
}

export type RevenueView = {
  /** One entry per currency; currencies are never mixed. */
  currencies: {
    currency: string
    mrrMinor: string
    subscribers: number
    usageThisPeriodMinor: string
    invoicedMinor: string
    collectedMinor: string
    owedMinor: string
    byMonth: { month: string; baseMinor: string; usageMinor: string; servicesMinor: string }[]
    mrrBridge: {
      month: string
      startMinor: string
      newMinor: string
      reactivationMinor: string
      expansionMinor: string
      contractionMinor: string
      churnMinor: string
      endMinor: string
    }[]
  }[]
  asOf: Date
}

export type PlanHistoryView = {
  id: string
  key: string
  name: string
  /** The main one; the others sell the same for other amounts. */
  currency: string
  versions: (PlanVersionView & { current: boolean; subscribers: number })[]
}

export type CouponView = {
  id: string
  code: string
  name: string
  percentOff: number | null
  amountOffMinor: string | null
  currency: string | null
  duration: CouponDuration
  durationMonths: number | null
  maxRedemptions: number | null
  expiresAt: Date | null
  firstTimeOnly: boolean
  active: boolean
  /** Null: Stripe does not say now. */
  timesRedeemed: number | null
  createdAt: Date
}

/** Exact minor units; gross less deductions is net. */
export type StreamMonth = {
  month: string
  gross: Record<'subscription' | 'usage' | 'services' | 'ads' | 'expiredCredits' | 'other', string>
  deductions: Record<'discounts' | 'creditNotes' | 'refunds' | 'disputes' | 'voided', string>
  grossMinor: string
  netMinor: string
  /** Not revenue: owed to the state. */
  taxMinor: string
  feesMinor: string
  disputeFeesMinor: string
  promotionsMinor: string
  badDebtMinor: string
}

export type RevenueStreamsView = { asOf: Date; currencies: { currency: string; months: StreamMonth[] }[] }

export type RetentionView = {
  asOf: Date
  /** Churn is averaged over at most so many full months. */
  churnMonths: number
  currencies: {
    currency: string
    customers: number
    arpuMinor: string | null
    /** Parts of 10,000 of the recurring revenue that a month begins with. */
    churnBasisPoints: number | null
    /** Null where nobody left yet. */
    ltvMinor: string | null
    trialsRunning: number
    trialsEnded: number
    /** Of those that ended: who paid then or later. */
    trialsConverted: number
    months: {
      month: string
      start: number
      gained: number
      returned: number
      lost: number
      end: number
      logoChurnBasisPoints: number | null
      revenueChurnBasisPoints: number | null
      netRetentionBasisPoints: number | null
    }[]
    cohorts: { month: string; customers: number; months: { customers: number; mrrMinor: string }[] }[]
  }[]
}

export type AgeingBucket = { days: '0-30' | '31-60' | '61-90' | '90+'; invoices: number; owedMinor: string }

export type ReceivablesView = {
  asOf: Date
  currencies: {
    currency: string
    ageing: AgeingBucket[]
    recoveredMinor: string
    recoveredInvoices: number
    atRiskMinor: string
    lostMinor: string
    lostInvoices: number
    disputes: Record<'open' | 'won' | 'lost', { count: number; amountMinor: string }>
    prepaidMinor: string
    receivableMinor: string
    taxPayableMinor: string
  }[]
}

export type OutlookView = {
  asOf: Date
  usageMonths: number
  currencies: {
    currency: string
    quotedMinor: string
    quotes: number
    backlogMinor: string
    engagements: number
    mrrMinor: string
    leavingMinor: string
    churnBasisPoints: number
    usagePerMonth: string
    forecast: { month: string; recurringMinor: string; usageMinor: string; totalMinor: string }[]
  }[]
}

export type FreshnessView = {
  asOf: Date
  lastAppliedAt: Date | null
  waitingEvents: number
  unsentUsage: number
  reconciledAt: Date | null
  differingPeriods: number
}

/** What serving costs from a day on, in exact minor units. */
export type CostRateView = {
  id: string
  currency: string
  validFrom: string
  cpuSecond: string
  gpuSecond: string
  gbMonth: string
  per1000Predictions: string
}

export type TenantMargin = {
  workspaceId: string
  name: string
  currency: string
  netRevenueMinor: string
  feesMinor: string
  /** Null where no rate prices the work. */
  costMinor: string | null
  marginMinor: string | null
  marginBasisPoints: number | null
  cpuSeconds: string
  gpuSeconds: string
  gbMonths: string
  predictions: number
}

export type MarginView = { asOf: Date; month: string; tenants: TenantMargin[] }

/** A sponsor's notice, and the token under which it counts. */
export type AdView = { title: string; text: string; url: string; token: string }

export type AdCampaignView = {
  id: string
  sponsor: string
  title: string
  text: string
  url: string
  currency: string
  budgetMinor: string
  per1000Impressions: string
  perClick: string
  impressions: number
  clicks: number
  /** Exact minor units; never above the budget. */
  spent: string
  billedMinor: string
  state: AdState
  endsAt: Date | null
  createdAt: Date
}

/** A subscription that does not run as it should. */
export type DunningView = {
  workspaceId: string
  workspaceName: string
  plan: string
  currency: string
  standing: Standing
  since: Date
  graceUntil: Date | null
  resumesAt: Date | null
  owedMinor: string
  nextAttemptAt: Date | null
}

/** What one subscriber pays in a month before and after a change, on its own last month's usage. */
export type MigrationRow = {
  subscriptionId: string
  workspaceId: string
  workspaceName: string
  version: number
  currency: string
  interval: 'month' | 'year'
  usage: { meter: string; quantity: number }[]
  /** Recurring price of the interval and, beside it, what the usage comes to. */
  beforeRecurringMinor: string
  afterRecurringMinor: string
  beforeUsageMinor: string
  afterUsageMinor: string
  renewsAt: Date
  /** Why it cannot be moved; null where it can. */
  refusal: string | null
  /** A move that is ordered already. */
  scheduledFor: Date | null
}

/** Bought credits and what may go back of them; amounts in exact minor units. */
export type RefundableTopUp = {
  workspaceId: string
  workspaceName: string
  currency: string
  paidMinor: string
  refundedMinor: string
  unspent: string
}

/** What a draft of a plan would have made of last month's usage; currencies are never added up. */
export type PlanSimulationView = {
  tenants: { workspaceName: string; currency: string; beforeMinor: string; afterMinor: string }[]
  totals: { currency: string; beforeMinor: string; afterMinor: string }[]
}

export type MigrationResult = {
  subscriptionId: string
  state: 'scheduled' | 'done' | 'failed'
  error: string | null
}
