import type { InvoiceStatus, PlanLimits, SubscriptionStatus } from '@assay/db'

export type PlanView = {
  id: string
  key: string
  name: string
  version: PlanVersionView
}

export type PlanVersionView = {
  id: string
  number: number
  currency: string
  monthlyPriceMinor: string
  includedPredictions: number
  overagePer1000Minor: string | null
  limits: PlanLimits
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
}

export type UsageView = {
  meter: 'predictions'
  periodStart: Date
  periodEnd: Date
  used: number
  included: number
  hardLimit: number | null
  /** Minor units of overage so far, exact. */
  overageMinor: string
  currency: string
  byDay: { day: string; quantity: number }[]
  byDeployment: { deploymentId: string; name: string; quantity: number }[]
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
  periodStart: Date
  periodEnd: Date
  createdAt: Date
  hostedUrl: string | null
}

export type InvoiceLineView = {
  id: string
  kind: 'base' | 'usage' | 'proration' | 'other'
  description: string
  quantity: number
  exactAmount: string
  amountMinor: string
  currency: string
  periodStart: Date
  periodEnd: Date
  /** How many usage events stand behind it. */
  events: number
}

export type InvoiceDetail = InvoiceView & { lines: InvoiceLineView[] }

export type UsageEventView = {
  id: string
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
