-- The balance that admits usage now, locked. A period that has ended is followed at once by the next,
-- without waiting for a renewal notice; the notice later corrects the end if it must.
CREATE FUNCTION lock_quota_balance(p_workspace text, p_meter text, p_now timestamptz) RETURNS quota_balance
LANGUAGE plpgsql AS $$
DECLARE
  balance quota_balance;
  next_start timestamptz;
  next_end timestamptz;
  next_limit bigint;
BEGIN
  LOOP
    SELECT * INTO balance FROM quota_balance
    WHERE workspace_id = p_workspace AND meter = p_meter
    ORDER BY period_start DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND OR balance.period_end > p_now THEN RETURN balance; END IF;

    SELECT CASE WHEN v.overage_per_1000_minor IS NULL THEN v.included_predictions END INTO next_limit
    FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id
    WHERE s.id = balance.subscription_id;
    next_start := balance.period_end;
    next_end := next_start + interval '1 month';
    WHILE next_end <= p_now LOOP
      next_start := next_end;
      next_end := next_start + interval '1 month';
    END LOOP;
    INSERT INTO quota_balance (workspace_id, meter, period_start, period_end, subscription_id, hard_limit)
    VALUES (p_workspace, p_meter, next_start, next_end, balance.subscription_id, next_limit)
    ON CONFLICT DO NOTHING;
  END LOOP;
END $$;
--> statement-breakpoint
-- Commits the usage of one group of answered predictions: balance, events and kept answers together or
-- not at all. Returns, in the order given, whether each request was admitted; one that does not fit is
-- left out whole and a smaller one after it may still fit.
CREATE FUNCTION record_predictions(
  p_workspace text, p_deployment text, p_model_version text,
  p_ids text[], p_quantities bigint[], p_keys text[], p_api_keys text[], p_request_ids text[],
  p_responses text[], p_now timestamptz
) RETURNS boolean[]
LANGUAGE plpgsql AS $$
DECLARE
  balance quota_balance;
  total bigint;
  admitted boolean[];
  room bigint;
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace, true);
  balance := lock_quota_balance(p_workspace, 'predictions', p_now);
  IF balance.workspace_id IS NULL THEN RAISE EXCEPTION 'workspace % has no quota balance', p_workspace; END IF;

  SELECT sum(q) INTO total FROM unnest(p_quantities) q;
  IF balance.hard_limit IS NULL OR balance.used + balance.held + total <= balance.hard_limit THEN
    admitted := array_fill(true, ARRAY[cardinality(p_ids)]);
  ELSE
    room := balance.hard_limit - balance.used - balance.held;
    total := 0;
    FOR i IN 1 .. cardinality(p_ids) LOOP
      admitted[i] := p_quantities[i] <= room;
      IF admitted[i] THEN
        room := room - p_quantities[i];
        total := total + p_quantities[i];
      END IF;
    END LOOP;
  END IF;

  IF total > 0 THEN
    UPDATE quota_balance SET used = used + total
    WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_start = balance.period_start;
    INSERT INTO usage_event (id, workspace_id, meter, quantity, idempotency_key, deployment_id,
      model_version_id, api_key_id, request_id, period_start, occurred_at)
    SELECT e.id, p_workspace, 'predictions', e.quantity, coalesce(e.key, e.id), p_deployment,
      p_model_version, e.api_key, e.request_id, balance.period_start, p_now
    FROM unnest(p_ids, p_quantities, p_keys, p_api_keys, p_request_ids, admitted)
      AS e(id, quantity, key, api_key, request_id, admitted)
    WHERE e.admitted;
    UPDATE idempotency_record r SET status = 'done', response = k.response
    FROM unnest(p_keys, p_responses, admitted) AS k(key, response, admitted)
    WHERE k.admitted AND k.key IS NOT NULL AND r.workspace_id = p_workspace AND r.key = k.key;
  END IF;
  RETURN admitted;
END $$;
--> statement-breakpoint
-- The settings of tables that change with every prediction: room for updates in place.
ALTER TABLE quota_balance SET (fillfactor = 50);
