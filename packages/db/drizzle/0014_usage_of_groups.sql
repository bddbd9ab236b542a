-- One event for the calls of a group instead of one for each: a row and its indexes cost more than all else in a
-- prediction. Changed in place, as row-level security hides the rows from an update by their owner.
ALTER TABLE usage_event ALTER COLUMN request_id TYPE text[] USING ARRAY[request_id];
--> statement-breakpoint
ALTER TABLE usage_event RENAME COLUMN request_id TO request_ids;
--> statement-breakpoint
ALTER TABLE usage_event ADD COLUMN request_quantities integer[];
--> statement-breakpoint
ALTER TABLE usage_event ADD CONSTRAINT usage_event_calls CHECK (
  cardinality(request_ids) > 0 and coalesce(cardinality(request_quantities) = cardinality(request_ids), true));
--> statement-breakpoint
-- The calls of a usual group stay in its row, uncompressed.
ALTER TABLE usage_event SET (toast_tuple_target = 8160);
--> statement-breakpoint
-- The running sum is taken inside the event, so that a condition on the event's columns reaches the table.
CREATE VIEW usage_call WITH (security_invoker = true) AS
SELECT e.id AS usage_event_id, e.workspace_id, e.meter, e.deployment_id, e.model_version_id, e.api_key_id,
  e.period_start, e.occurred_at, c.place, c.request_id, c.quantity, c.through
FROM usage_event e CROSS JOIN LATERAL (
  SELECT u.place, u.request_id, u.quantity, sum(u.quantity) OVER (ORDER BY u.place)::bigint AS through
  FROM (
    SELECT n AS place, request_id, coalesce(q, e.quantity / cardinality(e.request_ids)) AS quantity
    FROM unnest(e.request_ids, e.request_quantities) WITH ORDINALITY AS calls(request_id, q, n)) u) c;
--> statement-breakpoint
GRANT SELECT ON usage_call TO assay_app, assay_platform;
--> statement-breakpoint
DROP FUNCTION record_predictions(text, text, text, text[], bigint[], text[], text[], text[], text[], timestamptz);
--> statement-breakpoint
-- Commits the usage of one group of answered predictions: balance, events and kept answers together or not at all.
-- p_ids, p_keys, p_api_keys and p_responses are those of its events; p_request_ids (ids with a space between),
-- p_quantities (null: one each) and p_events (the place of each request's event; null: all of the first) those of
-- its requests. Returns which requests were refused, in the order given, or null where none was. One that does not
-- fit the quota is left out whole and a smaller one after it may still fit.
CREATE FUNCTION record_predictions(
  p_workspace text, p_deployment text, p_model_version text,
  p_ids text[], p_keys text[], p_api_keys text[], p_responses text[],
  p_request_ids text, p_quantities integer[], p_events integer[], p_now timestamptz
) RETURNS boolean[]
LANGUAGE plpgsql AS $$
DECLARE
  requests text[] := string_to_array(p_request_ids, ' ');
  quantities integer[] := coalesce(p_quantities, array_fill(1, ARRAY[cardinality(requests)]));
  places integer[] := coalesce(p_events, array_fill(1, ARRAY[cardinality(requests)]));
  total bigint := (SELECT sum(q) FROM unnest(quantities) q);
  period timestamptz;
  balance quota_balance;
  room bigint;
  refused boolean[];
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace, true);
  -- Nearly every group fits into the running period whole: one statement tests and raises its counter.
  UPDATE quota_balance SET used = used + total
  WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_end > p_now
    AND (hard_limit IS NULL OR used + held + total <= hard_limit)
    AND period_start = (SELECT max(b.period_start) FROM quota_balance b
                        WHERE b.workspace_id = p_workspace AND b.meter = 'predictions')
  RETURNING period_start INTO period;

  IF NOT FOUND THEN
    balance := lock_quota_balance(p_workspace, 'predictions', p_now);
    IF balance.workspace_id IS NULL THEN RAISE EXCEPTION 'workspace % has no quota balance', p_workspace; END IF;
    period := balance.period_start;
    room := coalesce(balance.hard_limit - balance.used - balance.held, total);
    total := 0;
    FOR i IN 1 .. cardinality(requests) LOOP
      refused[i] := quantities[i] > room;
      IF NOT refused[i] THEN
        room := room - quantities[i];
        total := total + quantities[i];
      END IF;
    END LOOP;
    IF total = 0 THEN RETURN refused; END IF;
    UPDATE quota_balance SET used = used + total
    WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_start = period;
  END IF;

  IF cardinality(p_ids) = 1 AND p_keys[1] IS NULL AND refused IS NULL THEN
    INSERT INTO usage_event (id, workspace_id, meter, quantity, idempotency_key, deployment_id, model_version_id,
      api_key_id, request_ids, request_quantities, period_start, occurred_at)
    VALUES (p_ids[1], p_workspace, 'predictions', total, p_ids[1], p_deployment, p_model_version,
      p_api_keys[1], requests, p_quantities, period, p_now);
    RETURN NULL;
  END IF;

  -- A key is kept for 72 hours and then stands for a new request, but events are kept for ever: an event is named
  -- by its key and the moment of its claim.
  INSERT INTO usage_event (id, workspace_id, meter, quantity, idempotency_key, deployment_id, model_version_id,
    api_key_id, request_ids, request_quantities, period_start, occurred_at)
  SELECT p_ids[e.place], p_workspace, 'predictions', e.quantity,
    coalesce(p_keys[e.place] || coalesce('@' || extract(epoch FROM r.created_at), ''), p_ids[e.place]),
    p_deployment, p_model_version, p_api_keys[e.place], e.requests, e.quantities, period, p_now
  FROM (
    SELECT u.place, sum(u.quantity) AS quantity, array_agg(u.request ORDER BY u.n) AS requests,
      array_agg(u.quantity ORDER BY u.n) AS quantities
    FROM unnest(requests, quantities, places, refused) WITH ORDINALITY AS u(request, quantity, place, refused, n)
    WHERE u.refused IS NOT TRUE GROUP BY u.place) e
  LEFT JOIN idempotency_record r ON r.workspace_id = p_workspace AND r.key = p_keys[e.place];
  UPDATE idempotency_record r SET status = 'done', response = p_responses[u.place]
  FROM unnest(places, refused) AS u(place, refused)
  WHERE u.refused IS NOT TRUE AND r.workspace_id = p_workspace AND r.key = p_keys[u.place];
  RETURN refused;
END $$;
