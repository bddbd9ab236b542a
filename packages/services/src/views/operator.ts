import type { CouponDuration, SubscriptionStatus, TaxMode } from '@assay/db'
import type {
  CreditNoteView,
  InvoiceDetail,
  InvoiceView,
  PlanVersionView,
  RefundView,
  SubscriptionView,
} from './billing.ts'

export type OperatorTenant = {
  workspaceId: string
  name: string
  ownerEmail: string | null
  plan: string | null
  status: SubscriptionStatus | null
  mrrMinor: string
  currency: string
  predictionsThisPeriod: number
  models: number
  createdAt: Date
}

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
}

/** How subscriptions that begin are taxed, and the rates that are charged by hand. */
export type TaxSettingsView = {
  mode: TaxMode
  rates: { id: string; name: string; percent: string; inclusive: boolean }[]
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
