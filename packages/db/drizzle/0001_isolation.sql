-- Two roles act for the product, and neither owns a table: assay_app sees the one workspace named in
-- app.workspace_id, assay_platform (sign-in, jobs, webhooks, the operator's pages) sees all of them.
-- Roles belong to the cluster, so they may exist already, or be made by another database this moment.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['assay_app', 'assay_platform'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', name);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    IF NOT pg_has_role(current_user, name, 'SET') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER WITH SET TRUE', name);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO assay_app, assay_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO assay_platform;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO assay_platform;
--> statement-breakpoint
CREATE FUNCTION isolate_workspace(target regclass, owner_column name DEFAULT 'workspace_id') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO assay_app', target);
  EXECUTE format(
    'CREATE POLICY workspace_isolation ON %1$s FOR ALL TO assay_app '
    'USING (%2$I = nullif(current_setting(''app.workspace_id'', true), '''')) '
    'WITH CHECK (%2$I = nullif(current_setting(''app.workspace_id'', true), ''''))', target, owner_column);
  EXECUTE format('CREATE POLICY platform ON %s FOR ALL TO assay_platform USING (true) WITH CHECK (true)', target);
END $$;
--> statement-breakpoint
SELECT isolate_workspace('workspace', 'id');
--> statement-breakpoint
DO $$
DECLARE target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  LOOP
    PERFORM isolate_workspace(target);
  END LOOP;
END $$;
--> statement-breakpoint
-- A workspace sees the names of its own members; the subquery runs under its own policy.
ALTER TABLE "user" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "user" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT (id, name, email, image) ON "user" TO assay_app;
--> statement-breakpoint
CREATE POLICY fellow_members ON "user" FOR SELECT TO assay_app USING (id IN (SELECT user_id FROM member));
--> statement-breakpoint
CREATE POLICY platform ON "user" FOR ALL TO assay_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT ON plan, plan_version TO assay_app;
--> statement-breakpoint
-- Usage, ratings and the audit trail are written once.
REVOKE UPDATE, DELETE ON usage_event, rated_usage, audit_event, mrr_movement FROM assay_app;
--> statement-breakpoint
REVOKE DELETE ON usage_event, rated_usage, audit_event, quota_balance, invoice, invoice_line FROM assay_platform;
--> statement-breakpoint
-- Queues a job in the caller's own transaction; the queue's schema itself stays closed to both roles.
CREATE FUNCTION enqueue_job(
  job_name text, payload json, job_key text DEFAULT NULL, run_at timestamptz DEFAULT NULL, max_attempts int DEFAULT 25
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE queued bigint;
BEGIN
  SELECT id INTO queued FROM graphile_worker.add_job(
    identifier => job_name, payload => payload, run_at => run_at, job_key => job_key,
    max_attempts => max_attempts, job_key_mode => 'replace');
  RETURN queued;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION enqueue_job(text, json, text, timestamptz, int) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enqueue_job(text, json, text, timestamptz, int) TO assay_app, assay_platform;
