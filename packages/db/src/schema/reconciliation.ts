import { boolean, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { count, exactDecimal, instant } from './columns.ts'
import { workspace } from './workspace.ts'

/** Why two figures of a period are not the same. */
export type ReconciliationReason = {
  code:
    | 'not_metered'
    | 'over_metered'
    | 'overdue'
    | 'refused_by_stripe'
    | 'stripe_counts_otherwise'
    | 'stripe_rates_otherwise'
    | 'not_invoiced'
    | 'on_its_way'
    | 'not_priced'
    | 'free_plan'
    | 'not_yet_invoiced'
    | 'on_a_later_invoice'
    | 'paid_from_credits'
    | 'within_allowance'
  /** Units of the meter. */
  quantity: number
  /** Nothing explains it. */
  real: boolean
}

/** What the last look at a period found: served, metered, invoiced and Stripe, and why they differ where they do. */
export const reconciliation = pgTable(
  'reconciliation',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspace.id),
    meter: text('meter').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    currency: text('currency').notNull(),
    served: count('served').notNull(),
    metered: count('metered').notNull(),
    /** Units that Stripe has acknowledged, or that the wallet paid. */
    carried: count('carried').notNull(),
    /** Stripe's own count of what it acknowledged for the period; null where it counts none. */
    stripe: count('stripe'),
    /** Units on lines of finalised invoices: within the allowance, and billed. */
    included: count('included').notNull(),
    billed: count('billed').notNull(),
    exactAmount: exactDecimal('exact_amount').notNull(),
    reasons: jsonb('reasons').$type<ReconciliationReason[]>().notNull(),
    differs: boolean('differs').notNull(),
    checkedAt: instant('checked_at').notNull(),
    /** Since when it differs. */
    differsSince: instant('differs_since'),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.meter, t.periodStart] }),
    index('reconciliation_period').on(t.periodStart),
  ],
)
