CREATE TABLE "announcement" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"tone" text NOT NULL,
	"plan_key" text,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feature_flag" (
	"name" text PRIMARY KEY NOT NULL,
	"enabled" boolean NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feature_override" (
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"enabled" boolean NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "feature_override_workspace_id_name_pk" PRIMARY KEY("workspace_id","name")
);
--> statement-breakpoint
CREATE TABLE "operator_note" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"author_id" text NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator_view" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"operator_id" text NOT NULL,
	"reason" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "workspace_suspension" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"contact" text NOT NULL,
	"suspended_by" text NOT NULL,
	"paused_subscription" boolean DEFAULT false NOT NULL,
	"suspended_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "feature_override" ADD CONSTRAINT "feature_override_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_note" ADD CONSTRAINT "operator_note_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_view" ADD CONSTRAINT "operator_view_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_suspension" ADD CONSTRAINT "workspace_suspension_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcement_starts_at" ON "announcement" USING btree ("starts_at");--> statement-breakpoint
CREATE INDEX "operator_note_workspace" ON "operator_note" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "operator_view_operator" ON "operator_view" USING btree ("operator_id","expires_at");--> statement-breakpoint
CREATE INDEX "operator_view_workspace" ON "operator_view" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "audit_event_at" ON "audit_event" USING btree ("created_at");--> statement-breakpoint
SELECT isolate_workspace('workspace_suspension'), isolate_workspace('operator_note'), isolate_workspace('operator_view'), isolate_workspace('feature_override');
--> statement-breakpoint
-- Tenants read why they are stopped, and what is switched for them; the rest is the operator's own.
REVOKE INSERT, UPDATE, DELETE ON workspace_suspension, feature_override FROM assay_app;
--> statement-breakpoint
REVOKE ALL ON operator_note, operator_view FROM assay_app;
--> statement-breakpoint
REVOKE DELETE ON operator_view FROM assay_platform;
--> statement-breakpoint
CREATE FUNCTION applied_migrations() RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*)::int FROM drizzle.__drizzle_migrations
$$;
--> statement-breakpoint
-- What waits, runs, comes later or has failed for good. A mail's own words (it may hold a secret link) stay in the queue.
CREATE FUNCTION list_queue_jobs(wanted text, task text, skip int, take int) RETURNS TABLE (
  id bigint, name text, state text, workspace_id text, subject json, attempts int, max_attempts int,
  created_at timestamptz, run_at timestamptz, locked_at timestamptz, last_error text, total bigint
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN QUERY
  WITH job AS (
    SELECT j.id, t.identifier::text AS name,
      CASE WHEN j.locked_at IS NOT NULL THEN 'running'
        WHEN j.attempts >= j.max_attempts THEN 'dead'
        WHEN j.attempts > 0 THEN 'retrying'
        WHEN j.run_at > now() THEN 'later'
        ELSE 'waiting' END AS state,
      j.payload, j.attempts::int, j.max_attempts::int, j.created_at, j.run_at, j.locked_at, j.last_error
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
  )
  SELECT job.id, job.name, job.state, job.payload->>'workspaceId',
    CASE WHEN job.name = 'mail.send' THEN json_build_object('to', job.payload->>'to') ELSE job.payload END,
    job.attempts, job.max_attempts, job.created_at, job.run_at, job.locked_at, job.last_error, count(*) OVER ()
  FROM job
  WHERE (wanted IS NULL OR job.state = wanted) AND (task IS NULL OR job.name = task)
  ORDER BY job.run_at, job.id OFFSET skip LIMIT take;
END $$;
--> statement-breakpoint
-- Gives jobs that failed for good all their attempts again; null: every one of them. Resolves to how many.
CREATE FUNCTION retry_dead_jobs(ids bigint[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE changed int;
BEGIN
  SELECT count(*) INTO changed FROM graphile_worker.reschedule_jobs(ARRAY(
    SELECT j.id FROM graphile_worker._private_jobs j
    WHERE j.locked_at IS NULL AND j.attempts >= j.max_attempts AND (ids IS NULL OR j.id = ANY(ids))
  ), run_at => now(), attempts => 0);
  RETURN changed;
END $$;
--> statement-breakpoint
CREATE FUNCTION discard_dead_jobs(ids bigint[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE changed int;
BEGIN
  SELECT count(*) INTO changed FROM graphile_worker.complete_jobs(ARRAY(
    SELECT j.id FROM graphile_worker._private_jobs j
    WHERE j.locked_at IS NULL AND j.attempts >= j.max_attempts AND j.id = ANY(ids)
  ));
  RETURN changed;
END $$;
--> statement-breakpoint
-- Of the job with this key: whether it still waits, and what went wrong last; no row once it is done.
CREATE FUNCTION queue_job_of(wanted text) RETURNS TABLE (state text, last_error text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN QUERY
  SELECT CASE WHEN j.locked_at IS NULL AND j.attempts >= j.max_attempts THEN 'dead' ELSE 'waiting' END, j.last_error
  FROM graphile_worker._private_jobs j WHERE j.key = wanted;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION applied_migrations(), list_queue_jobs(text, text, int, int), retry_dead_jobs(bigint[]),
  discard_dead_jobs(bigint[]), queue_job_of(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION applied_migrations(), list_queue_jobs(text, text, int, int), retry_dead_jobs(bigint[]),
  discard_dead_jobs(bigint[]), queue_job_of(text) TO assay_platform;
