CREATE TABLE "billing_notice" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"kind" text NOT NULL,
	"about" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coupon" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"percent_off" integer,
	"amount_off_minor" bigint,
	"currency" text,
	"duration" text NOT NULL,
	"duration_months" integer,
	"max_redemptions" integer,
	"expires_at" timestamp with time zone,
	"first_time_only" boolean DEFAULT false NOT NULL,
	"stripe_promotion_code_id" text,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "coupon_code_unique" UNIQUE("code"),
	CONSTRAINT "coupon_one_kind" CHECK ((percent_off is null) <> (amount_off_minor is null))
);
--> statement-breakpoint
CREATE TABLE "plan_migration" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"from_version_id" text NOT NULL,
	"to_version_id" text NOT NULL,
	"mode" text NOT NULL,
	"state" text NOT NULL,
	"before_minor" bigint NOT NULL,
	"after_minor" bigint NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
DROP INDEX "plan_version_number";--> statement-breakpoint
DROP INDEX "plan_version_current";--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "next_attempt_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "currency" text DEFAULT 'usd' NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "offer" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "stripe_prices" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "interval" text DEFAULT 'month' NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "extra_seats" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "add_ons" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "extra_predictions" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "mrr_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "trial_end" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "resumes_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "past_due_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "billing_currency" text;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "trial_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "billing_notice" ADD CONSTRAINT "billing_notice_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_notice" ADD CONSTRAINT "billing_notice_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_migration" ADD CONSTRAINT "plan_migration_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_migration" ADD CONSTRAINT "plan_migration_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_migration" ADD CONSTRAINT "plan_migration_from_version_id_plan_version_id_fk" FOREIGN KEY ("from_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_migration" ADD CONSTRAINT "plan_migration_to_version_id_plan_version_id_fk" FOREIGN KEY ("to_version_id") REFERENCES "public"."plan_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "billing_notice_once" ON "billing_notice" USING btree ("subscription_id","kind","about");--> statement-breakpoint
CREATE INDEX "billing_notice_workspace" ON "billing_notice" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_migration_one_scheduled" ON "plan_migration" USING btree ("subscription_id") WHERE state = 'scheduled';--> statement-breakpoint
CREATE INDEX "plan_migration_workspace" ON "plan_migration" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_version_number" ON "plan_version" USING btree ("plan_id","number","currency");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_version_current" ON "plan_version" USING btree ("plan_id","currency") WHERE current;--> statement-breakpoint
SELECT isolate_workspace('billing_notice');--> statement-breakpoint
SELECT isolate_workspace('plan_migration');--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON billing_notice, plan_migration FROM assay_app;
--> statement-breakpoint
UPDATE plan p SET currency = v.currency FROM plan_version v WHERE v.plan_id = p.id AND v.current;
--> statement-breakpoint
UPDATE subscription s SET mrr_minor = v.monthly_price_minor FROM plan_version v
WHERE v.id = s.plan_version_id AND s.stripe_subscription_id IS NOT NULL AND s.ended_at IS NULL AND s.status <> 'unpaid';
--> statement-breakpoint
UPDATE workspace w SET billing_currency = v.currency FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
WHERE s.workspace_id = w.id AND s.stripe_subscription_id IS NOT NULL;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_plan_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.plan_id, NEW.number, NEW.currency, NEW.monthly_price_minor, NEW.included_predictions, NEW.limits,
        NEW.prices, NEW.prepaid, NEW.offer)
      IS DISTINCT FROM
     (OLD.plan_id, OLD.number, OLD.currency, OLD.monthly_price_minor, OLD.included_predictions, OLD.limits,
        OLD.prices, OLD.prepaid, OLD.offer)
    OR NEW.overage_per_1000_minor IS DISTINCT FROM OLD.overage_per_1000_minor
    OR (OLD.stripe_base_price_id IS NOT NULL AND NEW.stripe_base_price_id IS DISTINCT FROM OLD.stripe_base_price_id)
    OR (OLD.stripe_usage_price_id IS NOT NULL AND NEW.stripe_usage_price_id IS DISTINCT FROM OLD.stripe_usage_price_id)
    OR NOT (NEW.stripe_prices @> OLD.stripe_prices)
  THEN
    IF EXISTS (SELECT FROM subscription WHERE plan_version_id = OLD.id) THEN
      RAISE EXCEPTION 'plan version % has subscribers and is immutable', OLD.id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Whether nothing that costs is done for a subscription. As `standingOf` of the billing package.
CREATE FUNCTION subscription_blocked(s subscription, p_now timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT s.paused_at IS NOT NULL OR s.status = 'unpaid'
    OR (s.status = 'past_due' AND coalesce(s.grace_until < p_now, false))
$$;
--> statement-breakpoint
-- Predictions that the plan admits in a period; null: as many as come, and they are billed. A trial stops at the
-- allowance, so that trying never costs anything.
CREATE FUNCTION allowance_of(s subscription, v plan_version) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN s.status = 'trialing' AND NOT v.prepaid THEN
      coalesce((meter_price(v, 'predictions') ->> 'included')::bigint, v.included_predictions) + s.extra_predictions
    WHEN meter_price(v, 'predictions') IS NULL THEN v.included_predictions + s.extra_predictions
  END
$$;
--> statement-breakpoint
-- As before, from the two functions above.
CREATE OR REPLACE FUNCTION refresh_ceiling(p_workspace text, p_now timestamptz, p_suspended boolean DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  balance quota_balance;
  ceiling bigint;
  money bigint;
BEGIN
  PERFORM 1 FROM quota_balance WHERE workspace_id = p_workspace AND meter = 'predictions' FOR UPDATE;
  SELECT * INTO balance FROM quota_balance WHERE workspace_id = p_workspace AND meter = 'predictions'
  ORDER BY period_start DESC LIMIT 1;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT CASE WHEN coalesce(p_suspended, subscription_blocked(s, p_now)) THEN 0 ELSE allowance_of(s, v) END
  INTO ceiling FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
  WHERE s.id = balance.subscription_id;
  IF NOT FOUND THEN RETURN; END IF;
  money := money_units(p_workspace, balance.subscription_id, balance.period_start);
  UPDATE quota_balance SET money_limit = money, hard_limit = greatest(used + held, least(ceiling, money))
  WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_start = balance.period_start
    AND (money_limit IS DISTINCT FROM money OR hard_limit IS DISTINCT FROM least(ceiling, money))
    AND least(ceiling, money) IS NOT NULL;
  UPDATE quota_balance SET money_limit = NULL, hard_limit = NULL
  WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_start = balance.period_start
    AND least(ceiling, money) IS NULL AND (money_limit IS NOT NULL OR hard_limit IS NOT NULL);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION spend_trickle(p_workspace text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE made boolean;
BEGIN
  UPDATE quota_balance b SET hard_limit = b.used + b.held + 1, trickle_at = p_now
  FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
  WHERE b.workspace_id = p_workspace AND b.meter = 'predictions' AND b.period_end > p_now
    AND b.period_start = (SELECT max(l.period_start) FROM quota_balance l
                          WHERE l.workspace_id = p_workspace AND l.meter = 'predictions')
    AND b.used + b.held >= b.money_limit AND b.used + b.held >= b.hard_limit
    AND (b.trickle_at IS NULL OR b.trickle_at <= p_now - interval '1 second')
    AND s.id = b.subscription_id AND NOT v.prepaid AND NOT subscription_blocked(s, p_now)
    AND (allowance_of(s, v) IS NULL OR b.used + b.held < allowance_of(s, v))
    AND EXISTS (SELECT FROM spend_cap c WHERE c.workspace_id = p_workspace AND c.behaviour = 'degrade')
  RETURNING true INTO made;
  RETURN coalesce(made, false);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION lock_quota_balance(p_workspace text, p_meter text, p_now timestamptz) RETURNS quota_balance
LANGUAGE plpgsql AS $$
DECLARE
  balance quota_balance;
  next_start timestamptz;
  next_end timestamptz;
  next_limit bigint;
  money bigint;
  anchor timestamptz;
BEGIN
  LOOP
    SELECT * INTO balance FROM quota_balance
    WHERE workspace_id = p_workspace AND meter = p_meter
    ORDER BY period_start DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND OR balance.period_end > p_now THEN RETURN balance; END IF;

    SELECT s.billing_anchor, CASE WHEN subscription_blocked(s, p_now) THEN 0 ELSE allowance_of(s, v) END
    INTO anchor, next_limit
    FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
    WHERE s.id = balance.subscription_id;
    anchor := coalesce(anchor, balance.period_start);
    next_start := balance.period_end;
    next_end := billing_period_end(anchor, next_start);
    WHILE next_end <= p_now LOOP
      next_start := next_end;
      next_end := billing_period_end(anchor, next_start);
    END LOOP;
    money := money_units(p_workspace, balance.subscription_id, next_start);
    INSERT INTO quota_balance (workspace_id, meter, period_start, period_end, subscription_id, hard_limit, money_limit)
    VALUES (p_workspace, p_meter, next_start, next_end, balance.subscription_id, least(next_limit, money), money)
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;
