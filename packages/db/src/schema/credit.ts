import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { subscription } from './billing.ts'
import { amountMinor, count, createdAt, exactDecimal, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

export type TopUpState = 'pending' | 'paid' | 'failed' | 'cancelled'

/** A payment that buys credits: by Checkout, or of the saved card when the wallet runs low. */
export const topUp = pgTable(
  'top_up',
  {
    id: id(),
    workspaceId: owner(),
    kind: text('kind').$type<'checkout' | 'automatic'>().notNull(),
    currency: text('currency').notNull(),
    amountMinor: amountMinor('amount_minor').notNull(),
    state: text('state').$type<TopUpState>().notNull().default('pending'),
    checkoutSessionId: text('checkout_session_id').unique(),
    paymentIntentId: text('payment_intent_id').unique(),
    error: text('error'),
    createdAt: createdAt(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('top_up_workspace').on(t.workspaceId, t.createdAt),
    // The wallet falls below its threshold once, however many notice it.
    uniqueIndex('top_up_one_automatic')
      .on(t.workspaceId)
      .where(sql`kind = 'automatic' and state = 'pending'`),
    check('top_up_amount', sql`amount_minor > 0`),
  ],
)

export type CreditSource = 'purchase' | 'automatic' | 'operator' | 'promotion'

/** Prepaid money of a workspace. The sum of `remaining` is the wallet; it is never below zero. */
export const creditGrant = pgTable(
  'credit_grant',
  {
    id: id(),
    workspaceId: owner(),
    currency: text('currency').notNull(),
    source: text('source').$type<CreditSource>().notNull(),
    amountMinor: amountMinor('amount_minor').notNull(),
    /** Exact: what a prediction costs may be a part of a minor unit. */
    remaining: exactDecimal('remaining').notNull(),
    /** What was taken back because the payment behind it was refunded. */
    refunded: exactDecimal('refunded').notNull().default('0'),
    /** The lowest is used up first; among equals what expires first. */
    priority: integer('priority').notNull().default(50),
    expiresAt: instant('expires_at'),
    /** When the rest was taken back. */
    expiredAt: instant('expired_at'),
    topUpId: text('top_up_id').references(() => topUp.id),
    note: text('note').notNull().default(''),
    createdAt: createdAt(),
  },
  (t) => [
    index('credit_grant_workspace').on(t.workspaceId, t.currency),
    uniqueIndex('credit_grant_top_up').on(t.topUpId).where(sql`top_up_id is not null`),
    check('credit_grant_remaining', sql`remaining >= 0 and remaining <= amount_minor and amount_minor > 0`),
  ],
)

/**
 * A part of a period's usage of one meter with what it costs, for meters that Stripe does not count itself:
 * taken from the wallet, or an item on the invoice. `usage_event.outbox_id` names it.
 */
export const usageCharge = pgTable(
  'usage_charge',
  {
    id: id(),
    workspaceId: owner(),
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscription.id),
    meter: text('meter').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    quantity: count('quantity').notNull(),
    /** Units of the period up to and with this charge. */
    through: count('through').notNull(),
    currency: text('currency').notNull(),
    exactAmount: exactDecimal('exact_amount').notNull(),
    collect: text('collect').$type<'credits' | 'invoice'>().notNull(),
    /** What the wallet could not cover; taken from what comes in next. */
    uncovered: exactDecimal('uncovered').notNull().default('0'),
    /** An invoice item: whole minor units, where it is on its way, and Stripe's id. */
    amountMinor: amountMinor('amount_minor'),
    state: text('state').$type<'pending' | 'sent' | 'failed'>().notNull().default('pending'),
    stripeInvoiceId: text('stripe_invoice_id'),
    stripeItemId: text('stripe_item_id').unique(),
    error: text('error'),
    createdAt: createdAt(),
  },
  (t) => [
    index('usage_charge_period').on(t.workspaceId, t.meter, t.periodStart),
    index('usage_charge_subscription').on(t.subscriptionId),
    index('usage_charge_uncovered').on(t.workspaceId).where(sql`uncovered > 0`),
    index('usage_charge_pending').on(t.state).where(sql`state = 'pending'`),
    check('usage_charge_amounts', sql`quantity >= 0 and through >= quantity and uncovered >= 0`),
  ],
)

/** What a charge took from which grant. */
export const creditConsumption = pgTable(
  'credit_consumption',
  {
    workspaceId: owner(),
    chargeId: text('charge_id')
      .notNull()
      .references(() => usageCharge.id),
    grantId: text('grant_id')
      .notNull()
      .references(() => creditGrant.id),
    amount: exactDecimal('amount').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chargeId, t.grantId] }),
    index('credit_consumption_workspace').on(t.workspaceId),
    index('credit_consumption_grant').on(t.grantId),
    check('credit_consumption_amount', sql`amount > 0`),
  ],
)

/** How a workspace fills its wallet by itself. */
export const autoTopUp = pgTable('auto_top_up', {
  workspaceId: text('workspace_id')
    .primaryKey()
    .references(() => workspace.id),
  enabled: boolean('enabled').notNull().default(false),
  currency: text('currency').notNull(),
  /** Below this the saved card is charged. */
  thresholdMinor: amountMinor('threshold_minor').notNull(),
  amountMinor: amountMinor('amount_minor').notNull(),
  /** After a failed charge nothing is tried again until the settings are saved anew or money comes in. */
  failedAt: instant('failed_at'),
  error: text('error'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
})

export type CapBehaviour = 'stop' | 'degrade' | 'warn'

/** The most that a workspace wants to spend on usage in a period. */
export const spendCap = pgTable(
  'spend_cap',
  {
    workspaceId: text('workspace_id')
      .primaryKey()
      .references(() => workspace.id),
    currency: text('currency').notNull(),
    limitMinor: amountMinor('limit_minor').notNull(),
    behaviour: text('behaviour').$type<CapBehaviour>().notNull(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  () => [check('spend_cap_limit', sql`limit_minor > 0`)],
)

/** A warning that was given, once per threshold, period and cap. */
export const spendNotice = pgTable(
  'spend_notice',
  {
    id: id(),
    workspaceId: owner(),
    periodStart: instant('period_start').notNull(),
    /** Percent of the cap. */
    threshold: integer('threshold').notNull(),
    limitMinor: amountMinor('limit_minor').notNull(),
    currency: text('currency').notNull(),
    spent: exactDecimal('spent').notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('spend_notice_identity').on(t.workspaceId, t.periodStart, t.threshold, t.limitMinor)],
)
