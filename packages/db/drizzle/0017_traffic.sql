CREATE TABLE "captured_prediction" (
	"request_id" text NOT NULL,
	"place" integer NOT NULL,
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"input" jsonb NOT NULL,
	"answer" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "captured_prediction_request_id_place_pk" PRIMARY KEY("request_id","place")
);
--> statement-breakpoint
CREATE TABLE "end_user" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"monthly_limit" bigint,
	"blocked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "end_user_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "end_user_month" (
	"workspace_id" text NOT NULL,
	"end_user_id" text NOT NULL,
	"month" date NOT NULL,
	"used" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "end_user_month_workspace_id_end_user_id_month_pk" PRIMARY KEY("workspace_id","end_user_id","month")
);
--> statement-breakpoint
CREATE TABLE "end_user_usage" (
	"workspace_id" text NOT NULL,
	"end_user_id" text NOT NULL,
	"day" date NOT NULL,
	"deployment_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "end_user_usage_workspace_id_end_user_id_day_deployment_id_pk" PRIMARY KEY("workspace_id","end_user_id","day","deployment_id")
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"request_id" text NOT NULL,
	"place" integer NOT NULL,
	"predicted" text,
	"label" text,
	"correct" boolean,
	"comment" text,
	"end_user_id" text,
	"api_key_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_log" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text,
	"api_key_id" text,
	"end_user_id" text,
	"status" integer NOT NULL,
	"code" text,
	"latency_ms" real NOT NULL,
	"inputs" integer NOT NULL,
	"answers" jsonb,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "labelling_item" ADD COLUMN "reason" jsonb;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deployment" ADD COLUMN "data_handling" jsonb;--> statement-breakpoint
ALTER TABLE "captured_prediction" ADD CONSTRAINT "captured_prediction_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "captured_prediction" ADD CONSTRAINT "captured_prediction_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "end_user" ADD CONSTRAINT "end_user_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "end_user_month" ADD CONSTRAINT "end_user_month_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "end_user_usage" ADD CONSTRAINT "end_user_usage_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_log" ADD CONSTRAINT "request_log_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_log" ADD CONSTRAINT "request_log_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "captured_prediction_deployment" ON "captured_prediction" USING btree ("deployment_id","created_at");--> statement-breakpoint
CREATE INDEX "captured_prediction_workspace" ON "captured_prediction" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "captured_prediction_expiry" ON "captured_prediction" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_prediction" ON "feedback" USING btree ("request_id","place");--> statement-breakpoint
CREATE INDEX "feedback_deployment" ON "feedback" USING btree ("deployment_id","model_version_id");--> statement-breakpoint
CREATE INDEX "feedback_workspace" ON "feedback" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "request_log_deployment" ON "request_log" USING btree ("deployment_id","at");--> statement-breakpoint
CREATE INDEX "request_log_workspace" ON "request_log" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "request_log_at" ON "request_log" USING btree ("at");--> statement-breakpoint
SELECT isolate_workspace('end_user');--> statement-breakpoint
SELECT isolate_workspace('end_user_month');--> statement-breakpoint
SELECT isolate_workspace('end_user_usage');--> statement-breakpoint
SELECT isolate_workspace('request_log');--> statement-breakpoint
SELECT isolate_workspace('captured_prediction');--> statement-breakpoint
SELECT isolate_workspace('feedback');--> statement-breakpoint
-- As record_predictions, for groups in which calls name an end user (p_end_users, one per request, null where none is
-- named): an end user who is blocked or whose month is used up is refused, and the rest of the group goes on to the
-- quota. Counters are locked in the order of their names, so that groups that share end users wait for each other.
-- Returns for each request 'admitted', 'quota', 'end_user_limit' or 'end_user_blocked'.
CREATE FUNCTION record_end_user_predictions(
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
  refused boolean[];
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
    IF refused[i] THEN verdicts[kept[i]] := 'quota'; END IF;
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
