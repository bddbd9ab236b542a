import type { Standing } from '@assay/billing'
import type { SubscriptionStatus, WorkspaceRole } from '@assay/db'

export type TenantTrouble =
  | 'suspended'
  | 'restricted'
  | 'call_errors'
  | 'grace'
  | 'failed_runs'
  | 'failing_webhooks'
  | 'overdue_invoices'

/** `bad`: people are stopped or get errors; `watch`: something is worth a look. */
export type TenantHealth = 'good' | 'watch' | 'bad'

export type TenantRow = {
  workspaceId: string
  name: string
  ownerEmail: string | null
  plan: string | null
  planKey: string | null
  status: SubscriptionStatus | null
  standing: Standing
  health: TenantHealth
  troubles: TenantTrouble[]
  mrrMinor: string
  currency: string
  predictionsThisPeriod: number
  models: number
  /** A key was used or somebody had a page open. */
  lastSeenAt: Date | null
  createdAt: Date
}

export type TenantNote = { id: string; text: string; author: string; at: Date }

export type TenantDetail = TenantRow & {
  planVersion: number | null
  periodEnd: Date | null
  cancelAtPeriodEnd: boolean
  included: number | null
  stripeCustomerId: string | null
  suspension: { reason: string; contact: string; by: string; at: Date; pausedBilling: boolean } | null
  /** Of a week. */
  calls: { answered: number; refused: number; limited: number; broken: number; failedRuns: number }
  /** Paid in the last twelve months, and what is owed now; exact minor units of `currency`. */
  paidMinor: string
  owedMinor: string
  openInvoices: number
  counts: { members: number; datasets: number; models: number; deployments: number; keys: number }
  /** Predictions of each UTC day, the last thirty, today's last. */
  days: { day: string; predictions: number; broken: number }[]
  members: { userId: string; name: string; email: string; role: WorkspaceRole; lastSeenAt: Date | null }[]
  datasets: { id: string; name: string; versions: number; rows: number | null; createdAt: Date }[]
  trainedModels: {
    id: string
    name: string
    kind: 'text' | 'table' | 'image' | 'audio'
    versions: number
    createdAt: Date
  }[]
  deployments: {
    id: string
    name: string
    stopped: boolean
    calls: number
    broken: number
    createdAt: Date
  }[]
}

/** What became of its billing; `failed`: Stripe did not take the pause, which somebody has to make there. */
export type SuspendedBilling = 'paused' | 'untouched' | 'failed'
