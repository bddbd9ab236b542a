CREATE TABLE "key_spend" (
	"workspace_id" text NOT NULL,
	"cap_id" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"spent" numeric(38, 12) NOT NULL,
	CONSTRAINT "key_spend_cap_id_period_start_pk" PRIMARY KEY("cap_id","period_start")
);
--> statement-breakpoint
CREATE TABLE "key_spend_cap" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"currency" text NOT NULL,
	"limit_minor" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "key_spend_cap_limit" CHECK (limit_minor > 0)
);
--> statement-breakpoint
ALTER TABLE "quota_balance" ADD COLUMN "keys_capped" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "api_key" ADD COLUMN "spend_cap_id" text;--> statement-breakpoint
ALTER TABLE "key_spend" ADD CONSTRAINT "key_spend_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_spend" ADD CONSTRAINT "key_spend_cap_id_key_spend_cap_id_fk" FOREIGN KEY ("cap_id") REFERENCES "public"."key_spend_cap"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_spend_cap" ADD CONSTRAINT "key_spend_cap_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "key_spend_workspace" ON "key_spend" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "key_spend_cap_workspace" ON "key_spend_cap" USING btree ("workspace_id");--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_spend_cap_id_key_spend_cap_id_fk" FOREIGN KEY ("spend_cap_id") REFERENCES "public"."key_spend_cap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
SELECT isolate_workspace('key_spend_cap');
--> statement-breakpoint
SELECT isolate_workspace('key_spend');
--> statement-breakpoint
-- A period begins knowing whether keys of its workspace are capped, whoever opens it.
CREATE FUNCTION note_capped_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.keys_capped := NEW.meter = 'predictions'
    AND EXISTS (SELECT FROM key_spend_cap WHERE workspace_id = NEW.workspace_id);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER quota_balance_capped_keys BEFORE INSERT ON quota_balance
FOR EACH ROW EXECUTE FUNCTION note_capped_keys();
--> statement-breakpoint
-- What the calls of a key have cost in a period: what the workspace's usage grew by with each of them, in the order in
-- which they were counted. Over all keys, and the calls without one, this adds up to what the usage of the period costs.
CREATE FUNCTION key_usage_cost(p_workspace text, p_key text, p_period timestamptz, version plan_version) RETURNS numeric
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(usage_cost(price, through) - usage_cost(price, through - quantity)), 0)
  FROM (
    SELECT meter_price(version, meter) AS price, api_key_id, quantity,
      (sum(quantity) OVER (PARTITION BY meter ORDER BY occurred_at, id))::bigint AS through
    FROM usage_event WHERE workspace_id = p_workspace AND period_start = p_period) e
  WHERE api_key_id = p_key AND price IS NOT NULL
$$;
--> statement-breakpoint
-- Brings the counter that admits calls to the workspace's key caps, under its lock, and where a key has just been given
-- one (p_cap, p_key) begins with what it has cost in the running period already.
CREATE FUNCTION refresh_key_caps(p_workspace text, p_cap text, p_key text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE balance quota_balance;
BEGIN
  balance := lock_quota_balance(p_workspace, 'predictions', p_now);
  UPDATE quota_balance SET keys_capped = EXISTS (SELECT FROM key_spend_cap WHERE workspace_id = p_workspace)
  WHERE workspace_id = p_workspace AND meter = 'predictions';
  IF p_cap IS NULL OR balance.workspace_id IS NULL THEN RETURN; END IF;
  INSERT INTO key_spend (workspace_id, cap_id, period_start, spent)
  SELECT p_workspace, p_cap, balance.period_start, key_usage_cost(p_workspace, p_key, balance.period_start, v)
  FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id WHERE s.id = balance.subscription_id;
END $$;
--> statement-breakpoint
DROP FUNCTION record_predictions(text, text, text, text[], text[], text[], text[], text, integer[], integer[], timestamptz);
--> statement-breakpoint
-- Commits the usage of one group of answered predictions: balance, events and kept answers together or not at all.
-- p_ids, p_keys, p_api_keys and p_responses are those of its events; p_request_ids (ids with a space between),
-- p_quantities (null: one each) and p_events (the place of each request's event; null: all of the first) those of
-- its requests. Returns for each request, in the order given, 'admitted', 'quota' or 'key_cap'; or null where none was
-- refused. One that does not fit is left out whole and a smaller one after it may still fit.
CREATE FUNCTION record_predictions(
  p_workspace text, p_deployment text, p_model_version text,
  p_ids text[], p_keys text[], p_api_keys text[], p_responses text[],
  p_request_ids text, p_quantities integer[], p_events integer[], p_now timestamptz
) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
  requests text[] := string_to_array(p_request_ids, ' ');
  quantities integer[] := coalesce(p_quantities, array_fill(1, ARRAY[cardinality(requests)]));
  places integer[] := coalesce(p_events, array_fill(1, ARRAY[cardinality(requests)]));
  total bigint := (SELECT sum(q) FROM unnest(quantities) q);
  period timestamptz;
  balance quota_balance;
  room bigint;
  verdicts text[];
  price jsonb;
  cap_of text[];
  caps text[];
  rests numeric[];
  costs numeric[];
  c integer;
  cost numeric;
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace, true);
  -- Nearly every group fits into the running period whole: one statement tests and raises its counter.
  UPDATE quota_balance SET used = used + total
  WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_end > p_now AND NOT keys_capped
    AND (hard_limit IS NULL OR used + held + total <= hard_limit)
    AND period_start = (SELECT max(b.period_start) FROM quota_balance b
                        WHERE b.workspace_id = p_workspace AND b.meter = 'predictions')
  RETURNING period_start INTO period;

  IF NOT FOUND THEN
    balance := lock_quota_balance(p_workspace, 'predictions', p_now);
    IF balance.workspace_id IS NULL THEN RAISE EXCEPTION 'workspace % has no quota balance', p_workspace; END IF;
    period := balance.period_start;
    room := coalesce(balance.hard_limit - balance.used - balance.held, total);
    IF balance.keys_capped THEN
      -- The cap of each event's key, and once each what is left of them: whoever spends of them waits for this lock.
      SELECT meter_price(v, 'predictions'), found.cap_of INTO price, cap_of
      FROM subscription s JOIN plan_version v ON v.id = s.plan_version_id CROSS JOIN LATERAL (
        SELECT array_agg(k.id ORDER BY e.place) AS cap_of
        FROM unnest(p_api_keys) WITH ORDINALITY AS e(id, place)
        LEFT JOIN api_key a ON a.id = e.id
        LEFT JOIN key_spend_cap k ON k.id = a.spend_cap_id AND k.currency = v.currency) found
      WHERE s.id = balance.subscription_id;
      SELECT array_agg(k.id), array_agg(k.limit_minor - coalesce(s.spent, 0)), array_agg(0::numeric)
      INTO caps, rests, costs
      FROM key_spend_cap k LEFT JOIN key_spend s ON s.cap_id = k.id AND s.period_start = period
      WHERE k.id = ANY (cap_of) AND price IS NOT NULL;
    END IF;
    total := 0;
    verdicts := array_fill('admitted'::text, ARRAY[cardinality(requests)]);
    FOR i IN 1 .. cardinality(requests) LOOP
      c := array_position(caps, cap_of[places[i]]);
      IF quantities[i] > room THEN
        verdicts[i] := 'quota';
        CONTINUE;
      ELSIF c IS NOT NULL THEN
        cost := usage_cost(price, balance.used + total + quantities[i]) - usage_cost(price, balance.used + total);
        IF costs[c] + cost > rests[c] THEN
          verdicts[i] := 'key_cap';
          CONTINUE;
        END IF;
        costs[c] := costs[c] + cost;
      END IF;
      room := room - quantities[i];
      total := total + quantities[i];
    END LOOP;
    IF total = 0 THEN RETURN verdicts; END IF;
    UPDATE quota_balance SET used = used + total
    WHERE workspace_id = p_workspace AND meter = 'predictions' AND period_start = period;
    INSERT INTO key_spend AS k (workspace_id, cap_id, period_start, spent)
    SELECT p_workspace, u.cap, period, u.cost FROM unnest(caps, costs) AS u(cap, cost) WHERE u.cost <> 0
    ON CONFLICT (cap_id, period_start) DO UPDATE SET spent = k.spent + excluded.spent;
    IF 'admitted' = ALL (verdicts) THEN verdicts := NULL; END IF;
  END IF;

  IF cardinality(p_ids) = 1 AND p_keys[1] IS NULL AND verdicts IS NULL THEN
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
    FROM unnest(requests, quantities, places, verdicts) WITH ORDINALITY AS u(request, quantity, place, verdict, n)
    WHERE coalesce(u.verdict = 'admitted', true) GROUP BY u.place) e
  LEFT JOIN idempotency_record r ON r.workspace_id = p_workspace AND r.key = p_keys[e.place];
  UPDATE idempotency_record r SET status = 'done', response = p_responses[u.place]
  FROM unnest(places, verdicts) AS u(place, verdict)
  WHERE coalesce(u.verdict = 'admitted', true) AND r.workspace_id = p_workspace AND r.key = p_keys[u.place];
  RETURN verdicts;
END $$;
--> statement-breakpoint
-- As before; the verdicts of what is refused further on are those of record_predictions.
CREATE OR REPLACE FUNCTION record_end_user_predictions(
  p_workspace text, p_deployment text, p_model_version text,
  p_ids text[], p_keys text[], p_api_keys text[], p_responses text[],
  p_request_ids text, p_quantities integer[], p_events integer[], p_end_users text[], p_now timestamptz
) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
  requests text[] := string_to_array(p_request_ids, ' ');
  quantities integer[] := coalesce(p_quantities, array_fill(1, ARRAY[cardinality(requests)]));
  verdicts text[] := array_fill('admitted'::text, ARRAY[cardinality(requests)]);
  this_month date := date_trunc('month', p_now AT TIME ZONE 'UTC')::date;
  counter record;
  room bigint;
  kept integer[];
  refused text[];
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace, true);
  INSERT INTO end_user (workspace_id, id)
  SELECT DISTINCT p_workspace, u FROM unnest(p_end_users) u WHERE u IS NOT NULL ORDER BY u
  ON CONFLICT DO NOTHING;
  INSERT INTO end_user_month (workspace_id, end_user_id, month)
  SELECT DISTINCT p_workspace, u, this_month FROM unnest(p_end_users) u WHERE u IS NOT NULL ORDER BY u
  ON CONFLICT DO NOTHING;
  FOR counter IN
    SELECT m.end_user_id, m.used FROM end_user_month m
    WHERE m.workspace_id = p_workspace AND m.month = this_month AND m.end_user_id = ANY (p_end_users)
    ORDER BY m.end_user_id FOR UPDATE
  LOOP
    SELECT CASE WHEN e.blocked_at IS NOT NULL THEN -1
      WHEN e.monthly_limit IS NULL THEN 9223372036854775807
      ELSE greatest(0, e.monthly_limit - counter.used) END
    INTO room FROM end_user e WHERE e.workspace_id = p_workspace AND e.id = counter.end_user_id;
    FOR i IN 1 .. cardinality(requests) LOOP
      CONTINUE WHEN p_end_users[i] IS DISTINCT FROM counter.end_user_id;
      IF room < 0 THEN verdicts[i] := 'end_user_blocked';
      ELSIF quantities[i] > room THEN verdicts[i] := 'end_user_limit';
      ELSE room := room - quantities[i];
      END IF;
    END LOOP;
  END LOOP;

  kept := ARRAY(SELECT n::integer FROM unnest(verdicts) WITH ORDINALITY AS u(verdict, n) WHERE verdict = 'admitted' ORDER BY n);
  IF cardinality(kept) = 0 THEN RETURN verdicts; END IF;
  refused := record_predictions(p_workspace, p_deployment, p_model_version, p_ids, p_keys, p_api_keys, p_responses,
    (SELECT string_agg(requests[k], ' ' ORDER BY n) FROM unnest(kept) WITH ORDINALITY AS u(k, n)),
    CASE WHEN p_quantities IS NOT NULL THEN ARRAY(SELECT quantities[k] FROM unnest(kept) WITH ORDINALITY AS u(k, n) ORDER BY n) END,
    CASE WHEN p_events IS NOT NULL THEN ARRAY(SELECT p_events[k] FROM unnest(kept) WITH ORDINALITY AS u(k, n) ORDER BY n) END,
    p_now);
  FOR i IN 1 .. cardinality(kept) LOOP
    verdicts[kept[i]] := coalesce(refused[i], 'admitted');
  END LOOP;

  UPDATE end_user_month m SET used = m.used + s.total
  FROM (SELECT u.name, sum(u.quantity) AS total FROM unnest(p_end_users, quantities, verdicts) AS u(name, quantity, verdict)
        WHERE u.name IS NOT NULL AND u.verdict = 'admitted' GROUP BY u.name) s
  WHERE m.workspace_id = p_workspace AND m.month = this_month AND m.end_user_id = s.name;
  INSERT INTO end_user_usage AS d (workspace_id, end_user_id, day, deployment_id, quantity)
  SELECT p_workspace, u.name, (p_now AT TIME ZONE 'UTC')::date, p_deployment, sum(u.quantity)
  FROM unnest(p_end_users, quantities, verdicts) AS u(name, quantity, verdict)
  WHERE u.name IS NOT NULL AND u.verdict = 'admitted' GROUP BY u.name
  ON CONFLICT (workspace_id, end_user_id, day, deployment_id) DO UPDATE SET quantity = d.quantity + excluded.quantity;
  RETURN verdicts;
END $$;
