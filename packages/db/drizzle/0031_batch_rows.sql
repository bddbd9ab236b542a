ALTER TABLE "batch" ADD COLUMN "cost" numeric(38, 12) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "batch" ADD COLUMN "currency" text;
--> statement-breakpoint
-- Rows that a batch may still be billed for on a meter, and what bounds them: 'quota' (plan, payment, spend cap or wallet)
-- or 'key_cap'. Null: nothing does. `balance` is the locked counter of predictions, which all spending waits for.
CREATE FUNCTION batch_room(
  balance quota_balance, version plan_version, p_meter text, p_api_key text, p_now timestamptz,
  OUT room bigint, OUT bound text
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  price jsonb := meter_price(version, p_meter);
  counted bigint;
  cost numeric;
  amount numeric;
  wallet numeric;
  allowed bigint;
  of_key bigint;
BEGIN
  counted := coalesce((SELECT used FROM quota_balance WHERE workspace_id = balance.workspace_id AND meter = p_meter
    AND period_start = balance.period_start), 0);
  cost := usage_cost(price, counted);
  IF p_meter = 'predictions' THEN room := balance.hard_limit - balance.used - balance.held;
  ELSE
    -- A trial stops at what is included, as it does for predictions.
    SELECT CASE WHEN subscription_blocked(s, p_now) THEN 0
      WHEN s.status = 'trialing' AND NOT version.prepaid THEN (price ->> 'included')::bigint - counted END
    INTO allowed FROM subscription s WHERE s.id = balance.subscription_id;
    -- As money_units, but the money becomes units of this meter.
    SELECT limit_minor - usage_cost(meter_price(version, 'predictions'), balance.used)
      - other_spend(balance.workspace_id, version, balance.period_start)
    INTO amount FROM spend_cap
    WHERE workspace_id = balance.workspace_id AND currency = version.currency AND behaviour <> 'warn';
    IF version.prepaid THEN
      SELECT coalesce(sum(remaining), 0) INTO wallet FROM credit_grant
      WHERE workspace_id = balance.workspace_id AND currency = version.currency AND expired_at IS NULL;
      wallet := wallet - coalesce((SELECT sum(uncovered) FROM usage_charge
        WHERE workspace_id = balance.workspace_id AND currency = version.currency AND uncovered > 0), 0);
      SELECT wallet - coalesce(sum(usage_cost(meter_price(version, q.meter), q.used)
        - usage_cost(meter_price(version, q.meter), q.charged)), 0)
      INTO wallet FROM quota_balance q
      WHERE q.workspace_id = balance.workspace_id AND q.subscription_id = balance.subscription_id AND q.used > q.charged;
      amount := least(amount, wallet);
    END IF;
    room := least(allowed, CASE WHEN amount IS NOT NULL THEN units_within(price, cost + amount) - counted END);
  END IF;
  IF balance.keys_capped AND p_api_key IS NOT NULL THEN
    SELECT units_within(price, cost + k.limit_minor - coalesce(s.spent, 0)) - counted INTO of_key
    FROM api_key a JOIN key_spend_cap k ON k.id = a.spend_cap_id AND k.currency = version.currency
    LEFT JOIN key_spend s ON s.cap_id = k.id AND s.period_start = balance.period_start
    WHERE a.id = p_api_key;
  END IF;
  bound := CASE WHEN of_key < coalesce(room, of_key + 1) THEN 'key_cap' WHEN room IS NOT NULL THEN 'quota' END;
  room := least(room, of_key);
  IF room < 0 THEN room := 0; END IF;
END $$;
--> statement-breakpoint
-- Bills the answered rows of a batch's stretch, in the transaction that keeps their results: on their own meter where the
-- plan version has a price for it, and as predictions where it has none. Where they do not all fit nothing is written and
-- `room` says how many would, and `bound` why.
CREATE FUNCTION record_batch_rows(
  p_id text, p_workspace text, p_deployment text, p_model_version text, p_api_key text, p_quantity bigint,
  p_key text, p_request text, p_now timestamptz,
  OUT room bigint, OUT bound text, OUT cost numeric, OUT currency text
) LANGUAGE plpgsql AS $$
DECLARE
  balance quota_balance;
  version plan_version;
  own_meter text;
  price jsonb;
  counted bigint;
BEGIN
  balance := lock_quota_balance(p_workspace, 'predictions', p_now);
  IF balance.workspace_id IS NULL THEN RAISE EXCEPTION 'workspace % has no quota balance', p_workspace; END IF;
  SELECT v.* INTO version FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
  WHERE s.id = balance.subscription_id;
  own_meter := CASE WHEN version.prices ? 'batch_rows' THEN 'batch_rows' ELSE 'predictions' END;
  SELECT r.room, r.bound INTO room, bound FROM batch_room(balance, version, own_meter, p_api_key, p_now) r;
  IF room < p_quantity THEN RETURN; END IF;

  INSERT INTO usage_event (id, workspace_id, meter, quantity, idempotency_key, deployment_id, model_version_id,
    api_key_id, request_ids, period_start, occurred_at)
  VALUES (p_id, p_workspace, own_meter, p_quantity, p_key, p_deployment, p_model_version,
    p_api_key, ARRAY[p_request], balance.period_start, p_now);
  INSERT INTO quota_balance AS q (workspace_id, meter, period_start, period_end, subscription_id, used)
  VALUES (p_workspace, own_meter, balance.period_start, balance.period_end, balance.subscription_id, p_quantity)
  ON CONFLICT (workspace_id, meter, period_start) DO UPDATE SET used = q.used + p_quantity
  RETURNING q.used INTO counted;
  price := meter_price(version, own_meter);
  cost := usage_cost(price, counted) - usage_cost(price, counted - p_quantity);
  currency := version.currency;
  IF balance.keys_capped AND cost <> 0 THEN
    INSERT INTO key_spend AS s (workspace_id, cap_id, period_start, spent)
    SELECT p_workspace, k.id, balance.period_start, cost
    FROM api_key a JOIN key_spend_cap k ON k.id = a.spend_cap_id AND k.currency = version.currency
    WHERE a.id = p_api_key
    ON CONFLICT (cap_id, period_start) DO UPDATE SET spent = s.spent + excluded.spent;
  END IF;
  IF own_meter <> 'predictions' THEN PERFORM refresh_ceiling(p_workspace, p_now); END IF;
END $$;
