import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { invoice } from './billing.ts'
import { amountMinor, createdAt, exactDecimal, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

export type AdState = 'active' | 'paused' | 'ended'

/** A sponsor's notice. `workspace_id` is the sponsor, who pays for it. */
export const adCampaign = pgTable(
  'ad_campaign',
  {
    id: id(),
    workspaceId: owner(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    url: text('url').notNull(),
    currency: text('currency').notNull(),
    budgetMinor: amountMinor('budget_minor').notNull(),
    /** Exact minor units for 1,000 impressions, and for a click. */
    per1000Impressions: exactDecimal('per_1000_impressions').notNull(),
    perClick: exactDecimal('per_click').notNull(),
    impressions: integer('impressions').notNull().default(0),
    clicks: integer('clicks').notNull().default(0),
    spent: exactDecimal('spent').notNull().default('0'),
    /** Of what was spent: what is on invoices. */
    billedMinor: amountMinor('billed_minor').notNull().default(sql`0`),
    state: text('state').$type<AdState>().notNull().default('active'),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('ad_campaign_workspace').on(t.workspaceId),
    index('ad_campaign_active').on(t.state).where(sql`state = 'active'`),
    check('ad_campaign_within_budget', sql`spent >= 0 and spent <= budget_minor and budget_minor > 0`),
  ],
)

/** A notice that was seen. The nonce is in the signed token that it was shown with: it counts once. */
export const adImpression = pgTable(
  'ad_impression',
  {
    nonce: text('nonce').primaryKey(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => adCampaign.id),
    /** Whose dashboard showed it. */
    workspaceId: owner(),
    seenAt: instant('seen_at').notNull(),
    clickedAt: instant('clicked_at'),
  },
  (t) => [
    index('ad_impression_campaign').on(t.campaignId, t.seenAt),
    index('ad_impression_workspace').on(t.workspaceId),
  ],
)

/** What a campaign is billed at once; its id is the reference under which Stripe makes one invoice. */
export const adInvoice = pgTable(
  'ad_invoice',
  {
    id: id(),
    workspaceId: owner(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => adCampaign.id),
    amountMinor: amountMinor('amount_minor').notNull(),
    description: text('description').notNull(),
    stripeInvoiceId: text('stripe_invoice_id').unique(),
    invoiceId: text('invoice_id').references(() => invoice.id),
    error: text('error'),
    createdAt: createdAt(),
    sentAt: instant('sent_at'),
  },
  (t) => [
    index('ad_invoice_campaign').on(t.campaignId),
    index('ad_invoice_workspace').on(t.workspaceId),
    check('ad_invoice_amount', sql`amount_minor > 0`),
  ],
)
