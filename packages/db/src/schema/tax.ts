import { sql } from 'drizzle-orm'
import { boolean, check, numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { bytes, createdAt, id, instant } from './columns.ts'

/** A rate that the operator charges by hand; its percentage never changes, as at Stripe. */
export const taxRate = pgTable(
  'tax_rate',
  {
    id: id(),
    name: text('name').notNull(),
    percent: numeric('percent', { precision: 7, scale: 4 }).notNull(),
    /** The tax lies within the price. */
    inclusive: boolean('inclusive').notNull(),
    stripeTaxRateId: text('stripe_tax_rate_id').unique(),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
  },
  () => [check('tax_rate_percent', sql`percent > 0 and percent <= 100`)],
)

export type TaxMode = 'none' | 'rates' | 'stripe'

/** How the house bills; one row. */
export const billingSettings = pgTable(
  'billing_settings',
  {
    id: text('id').primaryKey().default('house'),
    /** `rates`: every active rate, by hand. `stripe`: Stripe Tax finds them by the customer's address. */
    taxMode: text('tax_mode').$type<TaxMode>().notNull().default('none'),
    /** What sponsors' notices are signed with; made with the first one. */
    adSecret: bytes('ad_secret'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  () => [check('billing_settings_one', sql`id = 'house'`)],
)
