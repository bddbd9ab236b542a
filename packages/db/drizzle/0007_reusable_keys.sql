-- An idempotency key is kept for 72 hours and then stands for a new request, but events are kept for ever:
-- an event is named by its key and the moment of its claim, so that the later request can be recorded too.
-- Groups without keys, nearly all of them, skip whatever keys need.
CREATE OR REPLACE FUNCTION record_predictions(
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
  has_keys boolean := cardinality(array_remove(p_keys, NULL)) > 0;
  event_keys text[] := p_keys;
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
    IF has_keys THEN
      SELECT array_agg(coalesce(k.key || '@' || extract(epoch FROM r.created_at), k.key) ORDER BY k.place)
      INTO event_keys
      FROM unnest(p_keys) WITH ORDINALITY AS k(key, place)
      LEFT JOIN idempotency_record r ON r.workspace_id = p_workspace AND r.key = k.key;
    END IF;
    UPDATE quota_balance SET used = used + total
    WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_start = balance.period_start;
    INSERT INTO usage_event (id, workspace_id, meter, quantity, idempotency_key, deployment_id,
      model_version_id, api_key_id, request_id, period_start, occurred_at)
    SELECT e.id, p_workspace, 'predictions', e.quantity, coalesce(e.key, e.id), p_deployment,
      p_model_version, e.api_key, e.request_id, balance.period_start, p_now
    FROM unnest(p_ids, p_quantities, event_keys, p_api_keys, p_request_ids, admitted)
      AS e(id, quantity, key, api_key, request_id, admitted)
    WHERE e.admitted;
    IF has_keys THEN
      UPDATE idempotency_record r SET status = 'done', response = k.response
      FROM unnest(p_keys, p_responses, admitted) AS k(key, response, admitted)
      WHERE k.admitted AND k.key IS NOT NULL AND r.workspace_id = p_workspace AND r.key = k.key;
    END IF;
  END IF;
  RETURN admitted;
END $$;
