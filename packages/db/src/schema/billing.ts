import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { amountMinor, count, createdAt, exactDecimal, id, instant } from './columns.ts'
import { workspace } from './workspace.ts'

const owner = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspace.id)

/** What a plan version asks for a meter; the shape that `meterPriceSchema` of the billing package checks. */
export type PlanPrice = {
  included: number
  mode: 'graduated' | 'volume'
  tiers: { upTo: number | null; unitMinor: string }[]
  minimumMinor: string
}

/** What a plan version lets a workspace do. `null` means without limit. */
export type PlanLimits = {
  models: number | null
  rowsPerDataset: number | null
  trainingMinutesPerMonth: number | null
  requestsPerSecond: number
  /** Of uploads and versions together; absent on plan versions from before there was one: no limit. */
  storageMb?: number | null
}

/** What a plan version sells beside its monthly price; the shape that `planOfferSchema` of the billing package checks. */
export type PlanVersionOffer = {
  yearlyMinor?: string | null
  trialDays?: number
  seats?: { included: number; monthlyMinor: string | null; yearlyMinor: string | null } | null
  addOns?: {
    key: string
    name: string
    description: string
    monthlyMinor: string
    yearlyMinor: string | null
    adds: {
      predictions?: number | undefined
      models?: number | undefined
      rowsPerDataset?: number | undefined
      trainingMinutesPerMonth?: number | undefined
      storageMb?: number | undefined
      seats?: number | undefined
    }
  }[]
}

export const plan = pgTable('plan', {
  id: id(),
  /** `free`, `starter`, `pro`, … */
  key: text('key').notNull().unique(),
  name: text('name').notNull(),
  /** The one that the operator edits first; its other currencies sell the same for other amounts. */
  currency: text('currency').notNull().default('usd'),
  /** Position in the catalogue. */
  position: integer('position').notNull().default(0),
  archivedAt: instant('archived_at'),
  createdAt: createdAt(),
})

/** Immutable once a subscription names it; editing a plan makes a new version, one row for each of its currencies. */
export const planVersion = pgTable(
  'plan_version',
  {
    id: id(),
    planId: text('plan_id')
      .notNull()
      .references(() => plan.id),
    number: integer('number').notNull(),
    currency: text('currency').notNull(),
    monthlyPriceMinor: amountMinor('monthly_price_minor').notNull(),
    includedPredictions: count('included_predictions').notNull(),
    /** Minor units per 1,000 predictions over the allowance; null: the allowance is a hard limit. */
    overagePer1000Minor: exactDecimal('overage_per_1000_minor'),
    limits: jsonb('limits').$type<PlanLimits>().notNull(),
    /** By meter; where predictions are in it, it rules and not the two columns above. */
    prices: jsonb('prices').$type<Partial<Record<string, PlanPrice>>>().notNull().default({}),
    /** Usage is paid from the wallet beforehand; nothing is put on an invoice. */
    prepaid: boolean('prepaid').notNull().default(false),
    offer: jsonb('offer').$type<PlanVersionOffer>().notNull().default({}),
    description: text('description').notNull().default(''),
    stripeProductId: text('stripe_product_id'),
    stripeBasePriceId: text('stripe_base_price_id'),
    stripeUsagePriceId: text('stripe_usage_price_id'),
    /** What the offer sells, by item and interval: `base:year`, `seat:month`. */
    stripePrices: jsonb('stripe_prices').$type<Record<string, string>>().notNull().default({}),
    /** The version that new subscribers get. */
    current: boolean('current').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('plan_version_number').on(t.planId, t.number, t.currency),
    uniqueIndex('plan_version_current').on(t.planId, t.currency).where(sql`current`),
  ],
)

export type SubscriptionStatus = 'active' | 'trialing' | 'past_due' | 'unpaid' | 'canceled' | 'incomplete'

export const subscription = pgTable(
  'subscription',
  {
    id: id(),
    workspaceId: owner(),
    planVersionId: text('plan_version_id')
      .notNull()
      .references(() => planVersion.id),
    status: text('status').$type<SubscriptionStatus>().notNull(),
    /** Null for the free plan, which Stripe never hears of. */
    stripeSubscriptionId: text('stripe_subscription_id').unique(),
    currentPeriodStart: instant('current_period_start').notNull(),
    currentPeriodEnd: instant('current_period_end').notNull(),
    /** Periods are counted from here, so that one of the 31st returns to the 31st. */
    billingAnchor: instant('billing_anchor').notNull(),
    cancelAtPeriodEnd: boolean('cancel_at_period_end').notNull().default(false),
    interval: text('interval').$type<'month' | 'year'>().notNull().default('month'),
    /** Paid for, on top of those that the plan includes. */
    extraSeats: integer('extra_seats').notNull().default(0),
    /** Keys of the version's offer. */
    addOns: text('add_ons').array().notNull().default([]),
    /** What the add-ons put on top of an allowance that is a hard limit. */
    extraPredictions: count('extra_predictions').notNull().default(0),
    /** What it brings in a month; nothing while it is tried, paused or unpaid. */
    mrrMinor: amountMinor('mrr_minor').notNull().default(sql`0`),
    trialEnd: instant('trial_end'),
    /** Nothing is computed or billed from here on, until it is resumed. */
    pausedAt: instant('paused_at'),
    /** Null: it is resumed by hand. */
    resumesAt: instant('resumes_at'),
    pastDueSince: instant('past_due_since'),
    graceUntil: instant('grace_until'),
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('subscription_one_live').on(t.workspaceId).where(sql`ended_at is null`),
    index('subscription_workspace').on(t.workspaceId),
  ],
)

/** The counter that admits predictions: one statement tests and raises it. */
export const quotaBalance = pgTable(
  'quota_balance',
  {
    workspaceId: owner(),
    meter: text('meter').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    subscriptionId: text('subscription_id').references(() => subscription.id),
    /** Null: no hard limit (usage over the allowance is billed). */
    hardLimit: count('hard_limit'),
    used: count('used').notNull().default(0),
    held: count('held').notNull().default(0),
    /** Units that the spend cap and the wallet allow; null: neither bounds them. `hard_limit` is never above it. */
    moneyLimit: count('money_limit'),
    /** Units that were charged to the wallet or to an invoice item. */
    charged: count('charged').notNull().default(0),
    /** When a call was last let through over a spend cap that slows down. */
    trickleAt: instant('trickle_at'),
    /** Whether keys of the workspace have caps of their own, which every commit then looks at. */
    keysCapped: boolean('keys_capped').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.meter, t.periodStart] }),
    check('quota_balance_within', sql`hard_limit is null or used + held <= hard_limit`),
    check('quota_balance_counts', sql`used >= 0 and held >= 0`),
  ],
)

/**
 * What one commit recorded of one key's calls to one version, or of a single call that has an idempotency key.
 * Append-only. `periodStart` names the balance that admitted the event, and so its invoice. The view `usage_call`
 * has a row for each call.
 */
export const usageEvent = pgTable(
  'usage_event',
  {
    id: id(),
    /** No foreign key: the balance that admits the event has one, and this row is written at every call. */
    workspaceId: text('workspace_id').notNull(),
    meter: text('meter').notNull(),
    quantity: count('quantity').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    deploymentId: text('deployment_id'),
    modelVersionId: text('model_version_id'),
    apiKeyId: text('api_key_id'),
    /** The calls, in the order in which they were counted. */
    requestIds: text('request_ids').array().notNull(),
    /** Predictions of each call; null where every call has the same share of `quantity`. */
    requestQuantities: integer('request_quantities').array(),
    periodStart: instant('period_start').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    /** The meter event that carries it to Stripe; null until the outbox has gathered it. */
    outboxId: text('outbox_id'),
  },
  (t) => [
    uniqueIndex('usage_event_idempotency').on(t.workspaceId, t.idempotencyKey),
    index('usage_event_period').on(t.workspaceId, t.periodStart, t.occurredAt),
    index('usage_event_ungathered').on(t.workspaceId, t.periodStart).where(sql`outbox_id is null`),
    index('usage_event_outbox').on(t.outboxId).where(sql`outbox_id is not null`),
    check('usage_event_quantity', sql`quantity > 0`),
    check(
      'usage_event_calls',
      sql`cardinality(request_ids) > 0 and coalesce(cardinality(request_quantities) = cardinality(request_ids), true)`,
    ),
  ],
)

/** The calls of the usage events, one row each; `through` counts the event's predictions up to and with this call. */
export const usageCall = pgView('usage_call', {
  usageEventId: text('usage_event_id').notNull(),
  workspaceId: text('workspace_id').notNull(),
  meter: text('meter').notNull(),
  deploymentId: text('deployment_id'),
  modelVersionId: text('model_version_id'),
  apiKeyId: text('api_key_id'),
  periodStart: instant('period_start').notNull(),
  occurredAt: instant('occurred_at').notNull(),
  place: count('place').notNull(),
  requestId: text('request_id').notNull(),
  quantity: count('quantity').notNull(),
  through: count('through').notNull(),
}).existing()

export const meterOutbox = pgTable(
  'meter_outbox',
  {
    id: id(),
    workspaceId: owner(),
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscription.id),
    /** Stripe's deduplication identifier; never changes. */
    identifier: text('identifier').notNull().unique(),
    meter: text('meter').notNull(),
    quantity: count('quantity').notNull(),
    periodStart: instant('period_start').notNull(),
    timestamp: instant('timestamp').notNull(),
    state: text('state').$type<'pending' | 'sent' | 'failed'>().notNull().default('pending'),
    attempts: integer('attempts').notNull().default(0),
    error: text('error'),
    sentAt: instant('sent_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('meter_outbox_pending').on(t.state).where(sql`state = 'pending'`),
    index('meter_outbox_workspace').on(t.workspaceId, t.periodStart),
    index('meter_outbox_subscription').on(t.subscriptionId, t.periodStart),
  ],
)

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'

/** Our mirror of Stripe's invoice with our own rating beside it; immutable once finalised. */
export const invoice = pgTable(
  'invoice',
  {
    id: id(),
    workspaceId: owner(),
    subscriptionId: text('subscription_id').references(() => subscription.id),
    stripeInvoiceId: text('stripe_invoice_id').notNull().unique(),
    number: text('number'),
    status: text('status').$type<InvoiceStatus>().notNull(),
    /** `subscription_create`, `subscription_cycle`, `subscription_update`, `manual`. */
    kind: text('kind').notNull(),
    currency: text('currency').notNull(),
    totalMinor: amountMinor('total_minor').notNull(),
    amountPaidMinor: amountMinor('amount_paid_minor').notNull(),
    amountDueMinor: amountMinor('amount_due_minor').notNull(),
    /** Taxes within the total. */
    taxMinor: amountMinor('tax_minor').notNull().default(sql`0`),
    /** What credit notes forgave before it was paid. */
    forgivenMinor: amountMinor('forgiven_minor').notNull().default(sql`0`),
    /** What credit notes gave back after it was paid. */
    givenBackMinor: amountMinor('given_back_minor').notNull().default(sql`0`),
    /** How often a payment was tried; above one where it had failed before. */
    attempts: integer('attempts').notNull().default(0),
    /** The period whose usage it bills. */
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    hostedUrl: text('hosted_url'),
    /** When a refused payment is tried again by itself. */
    nextAttemptAt: instant('next_attempt_at'),
    finalizedAt: instant('finalized_at'),
    paidAt: instant('paid_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('invoice_period')
      .on(t.subscriptionId, t.periodStart)
      .where(sql`kind = 'subscription_cycle' and status <> 'void'`),
    index('invoice_subscription').on(t.subscriptionId),
    index('invoice_workspace').on(t.workspaceId, t.createdAt),
  ],
)

export const invoiceLine = pgTable(
  'invoice_line',
  {
    id: id(),
    workspaceId: owner(),
    invoiceId: text('invoice_id')
      .notNull()
      .references(() => invoice.id),
    kind: text('kind')
      .$type<'base' | 'usage' | 'proration' | 'services' | 'ads' | 'tax' | 'other'>()
      .notNull(),
    description: text('description').notNull(),
    quantity: count('quantity').notNull(),
    /** Before rounding, in minor units. */
    exactAmount: exactDecimal('exact_amount').notNull(),
    amountMinor: amountMinor('amount_minor').notNull(),
    /** `amount_minor − exact_amount`. */
    roundingDelta: exactDecimal('rounding_delta').notNull(),
    /** What discounts take off the amount. */
    discountMinor: amountMinor('discount_minor').notNull().default(sql`0`),
    /** All taxes of the line; `tax_included_minor` of them lie within the amount. */
    taxMinor: amountMinor('tax_minor').notNull().default(sql`0`),
    taxIncludedMinor: amountMinor('tax_included_minor').notNull().default(sql`0`),
    currency: text('currency').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    stripeLineId: text('stripe_line_id'),
  },
  (t) => [index('invoice_line_invoice').on(t.invoiceId), index('invoice_line_workspace').on(t.workspaceId)],
)

/** Puts every billable event on exactly one line. */
export const ratedUsage = pgTable(
  'rated_usage',
  {
    usageEventId: text('usage_event_id')
      .primaryKey()
      .references(() => usageEvent.id),
    workspaceId: owner(),
    invoiceLineId: text('invoice_line_id')
      .notNull()
      .references(() => invoiceLine.id),
    includedQuantity: count('included_quantity').notNull(),
    billedQuantity: count('billed_quantity').notNull(),
    exactAmount: exactDecimal('exact_amount').notNull(),
  },
  (t) => [index('rated_usage_line').on(t.invoiceLineId), index('rated_usage_workspace').on(t.workspaceId)],
)

/** Every webhook as received; holds no tenant scope and is read by the platform role alone. */
export const stripeEvent = pgTable(
  'stripe_event',
  {
    id: id(),
    accountId: text('account_id').notNull().default(''),
    stripeEventId: text('stripe_event_id').notNull(),
    type: text('type').notNull(),
    payload: jsonb('payload').$type<unknown>().notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    handledAt: instant('handled_at'),
    error: text('error'),
  },
  (t) => [
    uniqueIndex('stripe_event_identity').on(t.accountId, t.stripeEventId),
    index('stripe_event_unhandled').on(t.receivedAt).where(sql`handled_at is null`),
  ],
)

export type MrrMovementKind = 'new' | 'reactivation' | 'expansion' | 'contraction' | 'churn'

export const mrrMovement = pgTable(
  'mrr_movement',
  {
    id: id(),
    workspaceId: owner(),
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscription.id),
    kind: text('kind').$type<MrrMovementKind>().notNull(),
    currency: text('currency').notNull(),
    deltaMinor: amountMinor('delta_minor').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('mrr_movement_at').on(t.at), index('mrr_movement_workspace').on(t.workspaceId)],
)

export type BillingNoticeKind =
  | 'trial_ending'
  | 'trial_ended'
  | 'payment_failed'
  | 'grace_ending'
  | 'restricted'
  | 'recovered'
  | 'cancelled'

/** Each mail about a subscription's state, once for the date that it is about. */
export const billingNotice = pgTable(
  'billing_notice',
  {
    id: id(),
    workspaceId: owner(),
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscription.id),
    kind: text('kind').$type<BillingNoticeKind>().notNull(),
    about: instant('about').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('billing_notice_once').on(t.subscriptionId, t.kind, t.about),
    index('billing_notice_workspace').on(t.workspaceId, t.createdAt),
  ],
)

export type CouponDuration = 'once' | 'repeating' | 'forever'

/** A discount and the code that is typed for it; mirrored in Stripe, which counts and enforces its limits. */
export const coupon = pgTable(
  'coupon',
  {
    id: id(),
    /** In capitals. */
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    percentOff: integer('percent_off'),
    amountOffMinor: amountMinor('amount_off_minor'),
    currency: text('currency'),
    duration: text('duration').$type<CouponDuration>().notNull(),
    durationMonths: integer('duration_months'),
    maxRedemptions: integer('max_redemptions'),
    expiresAt: instant('expires_at'),
    /** Only for customers who have never paid. */
    firstTimeOnly: boolean('first_time_only').notNull().default(false),
    stripePromotionCodeId: text('stripe_promotion_code_id'),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
  },
  () => [check('coupon_one_kind', sql`(percent_off is null) <> (amount_off_minor is null)`)],
)

/** One subscriber's move to another version of its plan. */
export const planMigration = pgTable(
  'plan_migration',
  {
    id: id(),
    workspaceId: owner(),
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscription.id),
    fromVersionId: text('from_version_id')
      .notNull()
      .references(() => planVersion.id),
    toVersionId: text('to_version_id')
      .notNull()
      .references(() => planVersion.id),
    mode: text('mode').$type<'now' | 'renewal'>().notNull(),
    state: text('state').$type<'scheduled' | 'done' | 'failed' | 'withdrawn'>().notNull(),
    /** What the subscriber was told: the recurring price before and after. */
    beforeMinor: amountMinor('before_minor').notNull(),
    afterMinor: amountMinor('after_minor').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    error: text('error'),
    createdAt: createdAt(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    uniqueIndex('plan_migration_one_scheduled').on(t.subscriptionId).where(sql`state = 'scheduled'`),
    index('plan_migration_workspace').on(t.workspaceId),
  ],
)
