CREATE TABLE "auto_top_up" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"enabled" boolean DEFAULT false NOT NULL,
	"currency" text NOT NULL,
	"threshold_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"failed_at" timestamp with time zone,
	"error" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credit_consumption" (
	"workspace_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"grant_id" text NOT NULL,
	"amount" numeric(38, 12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "credit_consumption_charge_id_grant_id_pk" PRIMARY KEY("charge_id","grant_id"),
	CONSTRAINT "credit_consumption_amount" CHECK (amount > 0)
);
--> statement-breakpoint
CREATE TABLE "credit_grant" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"currency" text NOT NULL,
	"source" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"remaining" numeric(38, 12) NOT NULL,
	"priority" integer DEFAULT 50 NOT NULL,
	"expires_at" timestamp with time zone,
	"expired_at" timestamp with time zone,
	"top_up_id" text,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credit_grant_remaining" CHECK (remaining >= 0 and remaining <= amount_minor and amount_minor > 0)
);
--> statement-breakpoint
CREATE TABLE "spend_cap" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"limit_minor" bigint NOT NULL,
	"behaviour" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "spend_cap_limit" CHECK (limit_minor > 0)
);
--> statement-breakpoint
CREATE TABLE "spend_notice" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"threshold" integer NOT NULL,
	"limit_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"spent" numeric(38, 12) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "top_up" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"checkout_session_id" text,
	"payment_intent_id" text,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "top_up_checkout_session_id_unique" UNIQUE("checkout_session_id"),
	CONSTRAINT "top_up_payment_intent_id_unique" UNIQUE("payment_intent_id"),
	CONSTRAINT "top_up_amount" CHECK (amount_minor > 0)
);
--> statement-breakpoint
CREATE TABLE "usage_charge" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"meter" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"quantity" bigint NOT NULL,
	"through" bigint NOT NULL,
	"currency" text NOT NULL,
	"exact_amount" numeric(38, 12) NOT NULL,
	"collect" text NOT NULL,
	"uncovered" numeric(38, 12) DEFAULT '0' NOT NULL,
	"amount_minor" bigint,
	"state" text DEFAULT 'pending' NOT NULL,
	"stripe_invoice_id" text,
	"stripe_item_id" text,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_charge_stripe_item_id_unique" UNIQUE("stripe_item_id"),
	CONSTRAINT "usage_charge_amounts" CHECK (quantity >= 0 and through >= quantity and uncovered >= 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_account" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_entry" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"account_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount" numeric(38, 12) NOT NULL,
	"place" integer NOT NULL,
	CONSTRAINT "ledger_entry_amount" CHECK (amount <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transaction" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"source_id" text NOT NULL,
	"description" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_transaction_idempotency_key_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "prices" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_version" ADD COLUMN "prepaid" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "quota_balance" ADD COLUMN "money_limit" bigint;--> statement-breakpoint
ALTER TABLE "quota_balance" ADD COLUMN "charged" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "quota_balance" ADD COLUMN "trickle_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "auto_top_up" ADD CONSTRAINT "auto_top_up_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_consumption" ADD CONSTRAINT "credit_consumption_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_consumption" ADD CONSTRAINT "credit_consumption_charge_id_usage_charge_id_fk" FOREIGN KEY ("charge_id") REFERENCES "public"."usage_charge"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_consumption" ADD CONSTRAINT "credit_consumption_grant_id_credit_grant_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."credit_grant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_grant" ADD CONSTRAINT "credit_grant_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_grant" ADD CONSTRAINT "credit_grant_top_up_id_top_up_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_up"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spend_cap" ADD CONSTRAINT "spend_cap_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spend_notice" ADD CONSTRAINT "spend_notice_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_up" ADD CONSTRAINT "top_up_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_charge" ADD CONSTRAINT "usage_charge_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_charge" ADD CONSTRAINT "usage_charge_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_ledger_transaction_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_account_id_ledger_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_consumption_workspace" ON "credit_consumption" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "credit_consumption_grant" ON "credit_consumption" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "credit_grant_workspace" ON "credit_grant" USING btree ("workspace_id","currency");--> statement-breakpoint
CREATE UNIQUE INDEX "credit_grant_top_up" ON "credit_grant" USING btree ("top_up_id") WHERE top_up_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "spend_notice_identity" ON "spend_notice" USING btree ("workspace_id","period_start","threshold","limit_minor");--> statement-breakpoint
CREATE INDEX "top_up_workspace" ON "top_up" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "top_up_one_automatic" ON "top_up" USING btree ("workspace_id") WHERE kind = 'automatic' and state = 'pending';--> statement-breakpoint
CREATE INDEX "usage_charge_period" ON "usage_charge" USING btree ("workspace_id","meter","period_start");--> statement-breakpoint
CREATE INDEX "usage_charge_subscription" ON "usage_charge" USING btree ("subscription_id");--> statement-breakpoint
CREATE INDEX "usage_charge_uncovered" ON "usage_charge" USING btree ("workspace_id") WHERE uncovered > 0;--> statement-breakpoint
CREATE INDEX "usage_charge_pending" ON "usage_charge" USING btree ("state") WHERE state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_account_identity" ON "ledger_account" USING btree ("workspace_id","kind","currency");--> statement-breakpoint
CREATE INDEX "ledger_entry_transaction" ON "ledger_entry" USING btree ("transaction_id");--> statement-breakpoint
CREATE INDEX "ledger_entry_account" ON "ledger_entry" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "ledger_entry_workspace" ON "ledger_entry" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "ledger_transaction_workspace" ON "ledger_transaction" USING btree ("workspace_id","at");--> statement-breakpoint
CREATE INDEX "ledger_transaction_source" ON "ledger_transaction" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "ledger_transaction_at" ON "ledger_transaction" USING btree ("at");--> statement-breakpoint
SELECT isolate_workspace('ledger_account');--> statement-breakpoint
SELECT isolate_workspace('ledger_transaction');--> statement-breakpoint
SELECT isolate_workspace('ledger_entry');--> statement-breakpoint
SELECT isolate_workspace('top_up');--> statement-breakpoint
SELECT isolate_workspace('credit_grant');--> statement-breakpoint
SELECT isolate_workspace('usage_charge');--> statement-breakpoint
SELECT isolate_workspace('credit_consumption');--> statement-breakpoint
SELECT isolate_workspace('auto_top_up');--> statement-breakpoint
SELECT isolate_workspace('spend_cap');--> statement-breakpoint
SELECT isolate_workspace('spend_notice');--> statement-breakpoint
-- A workspace reads its money and says what it wants; the platform alone moves it.
REVOKE INSERT, UPDATE, DELETE ON ledger_account, ledger_transaction, ledger_entry, credit_grant, usage_charge,
  credit_consumption, spend_notice FROM assay_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON ledger_account, ledger_transaction, ledger_entry, credit_consumption, spend_notice
  FROM assay_platform;
--> statement-breakpoint
REVOKE DELETE ON credit_grant, usage_charge, top_up FROM assay_app, assay_platform;
--> statement-breakpoint
-- Double entry: what a transaction moves sums to zero in each currency, looked at when it is committed.
CREATE FUNCTION refuse_unbalanced_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM ledger_entry WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount) <> 0) THEN
    RAISE EXCEPTION 'the entries of ledger transaction % do not sum to zero', NEW.transaction_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_entries();
--> statement-breakpoint
-- An entry is in its account's currency and workspace.
CREATE FUNCTION refuse_misplaced_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_account a JOIN ledger_transaction t ON t.id = NEW.transaction_id
      WHERE a.id = NEW.account_id AND a.currency = NEW.currency
        AND a.workspace_id = NEW.workspace_id AND t.workspace_id = NEW.workspace_id) THEN
    RAISE EXCEPTION 'ledger entry % is not in the currency and workspace of its account', NEW.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_entry_placed BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION refuse_misplaced_entry();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_plan_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.plan_id, NEW.number, NEW.currency, NEW.monthly_price_minor, NEW.included_predictions, NEW.limits,
        NEW.prices, NEW.prepaid)
      IS DISTINCT FROM
     (OLD.plan_id, OLD.number, OLD.currency, OLD.monthly_price_minor, OLD.included_predictions, OLD.limits,
        OLD.prices, OLD.prepaid)
    OR NEW.overage_per_1000_minor IS DISTINCT FROM OLD.overage_per_1000_minor
    OR (OLD.stripe_base_price_id IS NOT NULL AND NEW.stripe_base_price_id IS DISTINCT FROM OLD.stripe_base_price_id)
    OR (OLD.stripe_usage_price_id IS NOT NULL AND NEW.stripe_usage_price_id IS DISTINCT FROM OLD.stripe_usage_price_id)
  THEN
    IF EXISTS (SELECT FROM subscription WHERE plan_version_id = OLD.id) THEN
      RAISE EXCEPTION 'plan version % has subscribers and is immutable', OLD.id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- What a plan version asks for a meter; null: nothing. Predictions may still be priced by the two older columns.
CREATE FUNCTION meter_price(version plan_version, p_meter text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN version.prices ? p_meter THEN version.prices -> p_meter
    WHEN p_meter = 'predictions' AND version.overage_per_1000_minor IS NOT NULL THEN jsonb_build_object(
      'included', version.included_predictions, 'mode', 'graduated', 'minimumMinor', '0',
      'tiers', jsonb_build_array(jsonb_build_object(
        'upTo', NULL, 'unitMinor', trim_scale(version.overage_per_1000_minor / 1000)::text)))
  END
$$;
--> statement-breakpoint
-- Exact minor units of a quantity, without the minimum. The same arithmetic as `usageCost` of the billing package.
CREATE FUNCTION usage_cost(price jsonb, quantity bigint) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  billed bigint;
  step jsonb;
  reached bigint := 0;
  up_to bigint;
  unit numeric;
  cost numeric := 0;
BEGIN
  IF price IS NULL THEN RETURN 0; END IF;
  billed := greatest(0, quantity - (price ->> 'included')::bigint);
  FOR step IN SELECT jsonb_array_elements(price -> 'tiers') LOOP
    EXIT WHEN billed <= reached;
    up_to := (step ->> 'upTo')::bigint;
    unit := (step ->> 'unitMinor')::numeric;
    IF price ->> 'mode' = 'graduated' THEN
      cost := cost + (least(billed, coalesce(up_to, billed)) - reached) * unit;
    ELSIF up_to IS NULL OR billed <= up_to THEN
      cost := billed * unit;
    END IF;
    EXIT WHEN up_to IS NULL;
    reached := up_to;
  END LOOP;
  RETURN cost;
END $$;
--> statement-breakpoint
-- The largest quantity up to which none costs more than the amount; null: there is none. As `unitsWithin`.
CREATE FUNCTION units_within(price jsonb, amount numeric) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  included bigint := (price ->> 'included')::bigint;
  step jsonb;
  reached bigint := 0;
  up_to bigint;
  unit numeric;
  affordable numeric;
  rest numeric := amount;
BEGIN
  IF price IS NULL THEN RETURN NULL; END IF;
  IF amount < 0 THEN RETURN 0; END IF;
  FOR step IN SELECT jsonb_array_elements(price -> 'tiers') LOOP
    up_to := (step ->> 'upTo')::bigint;
    unit := (step ->> 'unitMinor')::numeric;
    IF unit = 0 THEN
      IF up_to IS NULL THEN RETURN NULL; END IF;
    ELSE
      affordable := div(rest, unit) + CASE WHEN price ->> 'mode' = 'graduated' THEN reached ELSE 0 END;
      IF up_to IS NULL OR affordable < up_to THEN
        -- Further than a counter reaches is no bound.
        RETURN CASE WHEN affordable < 1000000000000000 THEN included + greatest(affordable, reached)::bigint END;
      END IF;
      IF price ->> 'mode' = 'graduated' THEN rest := rest - (up_to - reached) * unit; END IF;
    END IF;
    reached := up_to;
  END LOOP;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- What the other meters of a period cost so far.
CREATE FUNCTION other_spend(p_workspace text, version plan_version, p_period timestamptz) RETURNS numeric
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(usage_cost(meter_price(version, meter), used)), 0) FROM quota_balance
  WHERE workspace_id = p_workspace AND period_start = p_period AND meter <> 'predictions'
$$;
--> statement-breakpoint
-- Predictions that money allows in a period: the spend cap, less what other meters spent, and on a prepaid plan the
-- wallet, less what is counted and not taken from it yet. Null: no bound. An amount of money is a number of units
-- (units_within), so that the one counter which admits calls holds both.
CREATE FUNCTION money_units(p_workspace text, p_subscription text, p_period timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  version plan_version;
  price jsonb;
  amount numeric;
  wallet numeric;
BEGIN
  SELECT v.* INTO version FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
  WHERE s.id = p_subscription;
  price := meter_price(version, 'predictions');
  IF price IS NULL THEN RETURN NULL; END IF;
  SELECT greatest(0, limit_minor - other_spend(p_workspace, version, p_period)) INTO amount FROM spend_cap
  WHERE workspace_id = p_workspace AND currency = version.currency AND behaviour <> 'warn';
  IF version.prepaid THEN
    SELECT coalesce(sum(remaining), 0) INTO wallet FROM credit_grant
    WHERE workspace_id = p_workspace AND currency = version.currency AND expired_at IS NULL;
    wallet := wallet - coalesce((SELECT sum(uncovered) FROM usage_charge
      WHERE workspace_id = p_workspace AND currency = version.currency AND uncovered > 0), 0);
    -- What was charged of this period is back in the sum, because all of the period's units are counted against it.
    SELECT wallet + coalesce(sum(CASE WHEN q.meter = 'predictions' AND q.period_start = p_period
        THEN usage_cost(price, q.charged)
        ELSE usage_cost(meter_price(version, q.meter), q.charged) - usage_cost(meter_price(version, q.meter), q.used) END), 0)
    INTO wallet FROM quota_balance q
    WHERE q.workspace_id = p_workspace AND q.subscription_id = p_subscription
      AND (q.used > q.charged OR q.period_start = p_period);
    amount := least(amount, wallet);
  END IF;
  RETURN CASE WHEN amount IS NOT NULL THEN units_within(price, amount) END;
END $$;
--> statement-breakpoint
-- Brings the running counter's ceiling to what plan, payment, spend cap and wallet say now, under its lock. A
-- ceiling never lies below what is used already.
CREATE FUNCTION refresh_ceiling(p_workspace text, p_now timestamptz, p_suspended boolean DEFAULT NULL) RETURNS void
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
  SELECT CASE
    WHEN coalesce(p_suspended, s.status = 'unpaid' OR (s.status = 'past_due' AND s.grace_until < p_now)) THEN 0
    WHEN meter_price(v, 'predictions') IS NULL THEN v.included_predictions END
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
-- Over a spend cap that slows down, one prediction a second: makes room for it, at most once a second.
CREATE FUNCTION spend_trickle(p_workspace text, p_now timestamptz) RETURNS boolean
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
    AND s.id = b.subscription_id AND NOT v.prepaid
    AND NOT (s.status = 'unpaid' OR (s.status = 'past_due' AND s.grace_until < p_now))
    AND EXISTS (SELECT FROM spend_cap c WHERE c.workspace_id = p_workspace AND c.behaviour = 'degrade')
  RETURNING true INTO made;
  RETURN coalesce(made, false);
END $$;
--> statement-breakpoint
-- As before, and the next period's ceiling holds its spend cap and the wallet.
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

    SELECT s.billing_anchor, CASE
      WHEN s.status = 'unpaid' OR (s.status = 'past_due' AND s.grace_until < p_now) THEN 0
      WHEN meter_price(v, 'predictions') IS NULL THEN v.included_predictions END
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
--> statement-breakpoint
-- Counts usage of another meter once per key, in the period that is open now, and brings the ceiling of predictions
-- to what is left of the money. False: it was counted before.
CREATE FUNCTION record_meter_usage(
  p_id text, p_workspace text, p_meter text, p_quantity bigint, p_key text, p_source text, p_now timestamptz
) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE balance quota_balance;
BEGIN
  -- The lock that predictions wait for: spend is added up while nothing is admitted.
  balance := lock_quota_balance(p_workspace, 'predictions', p_now);
  IF balance.workspace_id IS NULL THEN RAISE EXCEPTION 'workspace % has no quota balance', p_workspace; END IF;
  INSERT INTO usage_event (id, workspace_id, meter, quantity, idempotency_key, request_ids, period_start, occurred_at)
  VALUES (p_id, p_workspace, p_meter, p_quantity, p_key, ARRAY[p_source], balance.period_start, p_now)
  ON CONFLICT (workspace_id, idempotency_key) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO quota_balance (workspace_id, meter, period_start, period_end, subscription_id, used)
  VALUES (p_workspace, p_meter, balance.period_start, balance.period_end, balance.subscription_id, p_quantity)
  ON CONFLICT (workspace_id, meter, period_start) DO UPDATE SET used = quota_balance.used + p_quantity;
  PERFORM refresh_ceiling(p_workspace, p_now);
  RETURN true;
END $$;
