-- The first boundary after p_after of the monthly grid that starts at the anchor, in UTC. Always counted
-- from the anchor: Jan 31 → Feb 28 → Mar 31.
CREATE FUNCTION billing_period_end(p_anchor timestamptz, p_after timestamptz) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  months int;
  boundary timestamptz;
BEGIN
  months := greatest(0, (extract(year FROM p_after AT TIME ZONE 'UTC') - extract(year FROM p_anchor AT TIME ZONE 'UTC')) * 12
    + extract(month FROM p_after AT TIME ZONE 'UTC') - extract(month FROM p_anchor AT TIME ZONE 'UTC') - 1);
  LOOP
    months := months + 1;
    boundary := (p_anchor AT TIME ZONE 'UTC' + make_interval(months => months)) AT TIME ZONE 'UTC';
    IF boundary > p_after THEN RETURN boundary; END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- The balance that admits usage now, locked. A period that has ended is followed at once by the next,
-- without waiting for a renewal notice; the notice later corrects the end if it must. Where payment has
-- failed for good the next period admits nothing.
CREATE OR REPLACE FUNCTION lock_quota_balance(p_workspace text, p_meter text, p_now timestamptz) RETURNS quota_balance
LANGUAGE plpgsql AS $$
DECLARE
  balance quota_balance;
  next_start timestamptz;
  next_end timestamptz;
  next_limit bigint;
  anchor timestamptz;
BEGIN
  LOOP
    SELECT * INTO balance FROM quota_balance
    WHERE workspace_id = p_workspace AND meter = p_meter
    ORDER BY period_start DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND OR balance.period_end > p_now THEN RETURN balance; END IF;

    SELECT s.billing_anchor, CASE
      WHEN s.status = 'unpaid' OR (s.status = 'past_due' AND s.grace_until < p_now) THEN 0
      WHEN v.overage_per_1000_minor IS NULL THEN v.included_predictions END
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
    INSERT INTO quota_balance (workspace_id, meter, period_start, period_end, subscription_id, hard_limit)
    VALUES (p_workspace, p_meter, next_start, next_end, balance.subscription_id, next_limit)
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;
--> statement-breakpoint
-- What a plan version promises never changes once somebody has subscribed to it.
CREATE FUNCTION refuse_plan_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.plan_id, NEW.number, NEW.currency, NEW.monthly_price_minor, NEW.included_predictions, NEW.limits)
      IS DISTINCT FROM
     (OLD.plan_id, OLD.number, OLD.currency, OLD.monthly_price_minor, OLD.included_predictions, OLD.limits)
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
CREATE TRIGGER plan_version_immutable BEFORE UPDATE ON plan_version
FOR EACH ROW EXECUTE FUNCTION refuse_plan_version_change();
--> statement-breakpoint
-- A finalised invoice keeps its amounts, its period and its lines; only its payment state moves on.
CREATE FUNCTION refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.finalized_at IS NOT NULL AND (
    NEW.finalized_at IS DISTINCT FROM OLD.finalized_at OR
    (NEW.stripe_invoice_id, NEW.workspace_id, NEW.kind, NEW.currency, NEW.total_minor, NEW.period_start, NEW.period_end)
      IS DISTINCT FROM
    (OLD.stripe_invoice_id, OLD.workspace_id, OLD.kind, OLD.currency, OLD.total_minor, OLD.period_start, OLD.period_end)
  ) THEN
    RAISE EXCEPTION 'invoice % is finalised and immutable', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER invoice_immutable BEFORE UPDATE ON invoice
FOR EACH ROW EXECUTE FUNCTION refuse_invoice_change();
--> statement-breakpoint
CREATE FUNCTION refuse_invoice_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM invoice WHERE id = NEW.invoice_id AND finalized_at IS NOT NULL) THEN
    RAISE EXCEPTION 'invoice % is finalised and immutable', NEW.invoice_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER invoice_line_immutable BEFORE INSERT OR UPDATE ON invoice_line
FOR EACH ROW EXECUTE FUNCTION refuse_invoice_line_change();
--> statement-breakpoint
-- Billing is written by the platform alone; a workspace reads its own.
REVOKE INSERT, UPDATE, DELETE ON subscription, invoice, invoice_line, rated_usage, meter_outbox, mrr_movement FROM assay_app;
--> statement-breakpoint
-- How full the job queue is, by job; the queue's own tables stay closed.
CREATE FUNCTION queue_state() RETURNS TABLE (
  name text, waiting bigint, running bigint, failed bigint, oldest_seconds double precision
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN QUERY
  SELECT j.task_identifier::text,
    count(*) FILTER (WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts),
    count(*) FILTER (WHERE j.locked_at IS NOT NULL),
    count(*) FILTER (WHERE j.locked_at IS NULL AND j.attempts >= j.max_attempts),
    extract(epoch FROM now() - min(j.run_at) FILTER (
      WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts AND j.run_at <= now()))::double precision
  FROM graphile_worker.jobs j GROUP BY 1 ORDER BY 1;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION queue_state() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION queue_state() TO assay_platform;
