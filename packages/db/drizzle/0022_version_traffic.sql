CREATE TABLE "deployment_traffic" (
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"revision" integer NOT NULL,
	"role" text NOT NULL,
	"model_version_id" text NOT NULL,
	"calls" bigint DEFAULT 0 NOT NULL,
	"errors" bigint DEFAULT 0 NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	"compared" bigint DEFAULT 0 NOT NULL,
	"agreed" bigint DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deployment_traffic_deployment_id_revision_role_pk" PRIMARY KEY("deployment_id","revision","role")
);
--> statement-breakpoint
ALTER TABLE "deployment" ADD COLUMN "traffic" jsonb;--> statement-breakpoint
ALTER TABLE "deployment" ADD COLUMN "gold" jsonb;--> statement-breakpoint
ALTER TABLE "deployment_revision" ADD COLUMN "traffic" jsonb;--> statement-breakpoint
ALTER TABLE "deployment_revision" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "deployment_traffic" ADD CONSTRAINT "deployment_traffic_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_traffic" ADD CONSTRAINT "deployment_traffic_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_traffic" ADD CONSTRAINT "deployment_traffic_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deployment_traffic_workspace" ON "deployment_traffic" USING btree ("workspace_id");
--> statement-breakpoint
SELECT isolate_workspace('deployment_traffic');
--> statement-breakpoint
-- Adds what a gateway has counted; latencies are added place by place, the longer list's rest as it is.
CREATE FUNCTION add_traffic(
  p_workspace text, p_deployment text, p_revision integer, p_role text, p_model_version text,
  p_calls bigint, p_errors bigint, p_latencies bigint[], p_compared bigint, p_agreed bigint
) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO deployment_traffic AS t (workspace_id, deployment_id, revision, role, model_version_id,
    calls, errors, latencies, compared, agreed)
  VALUES (p_workspace, p_deployment, p_revision, p_role, p_model_version,
    p_calls, p_errors, p_latencies, p_compared, p_agreed)
  ON CONFLICT (deployment_id, revision, role) DO UPDATE SET
    calls = t.calls + excluded.calls,
    errors = t.errors + excluded.errors,
    latencies = coalesce((
      SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY n)
      FROM unnest(t.latencies, excluded.latencies) WITH ORDINALITY AS u(a, b, n)), '{}'),
    compared = t.compared + excluded.compared,
    agreed = t.agreed + excluded.agreed,
    updated_at = now()
$$;
