CREATE TABLE "deployment_figures" (
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"span" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"answered" bigint DEFAULT 0 NOT NULL,
	"inputs" bigint DEFAULT 0 NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	"limited" bigint DEFAULT 0 NOT NULL,
	"overloaded" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"cold_starts" bigint DEFAULT 0 NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "deployment_figures_deployment_id_span_at_pk" PRIMARY KEY("deployment_id","span","at")
);
--> statement-breakpoint
ALTER TABLE "deployment_figures" ADD CONSTRAINT "deployment_figures_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_figures" ADD CONSTRAINT "deployment_figures_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deployment_figures_workspace" ON "deployment_figures" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "deployment_figures_at" ON "deployment_figures" USING btree ("span","at");--> statement-breakpoint
SELECT isolate_workspace('deployment_figures');
--> statement-breakpoint
-- Adds what a gateway has counted to the minute and the hour; latencies are added place by place. Several gateways
-- tell at once: rows are locked in one order.
CREATE FUNCTION add_figures(p_at timestamptz, p_counts jsonb) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO deployment_figures AS f (workspace_id, deployment_id, span, at, answered, inputs, refused, limited,
    overloaded, failed, cold_starts, latencies)
  SELECT d.workspace_id, d.id, s.span, date_trunc(s.span, p_at, 'UTC'), c.answered, c.inputs, c.refused, c.limited,
    c.overloaded, c.failed, c."coldStarts", c.latencies
  FROM jsonb_to_recordset(p_counts) AS c("workspaceId" text, "deploymentId" text, answered bigint, inputs bigint,
    refused bigint, limited bigint, overloaded bigint, failed bigint, "coldStarts" bigint, latencies bigint[])
  JOIN deployment d ON d.id = c."deploymentId" AND d.workspace_id = c."workspaceId"
  CROSS JOIN unnest(ARRAY['minute', 'hour']) AS s(span)
  ORDER BY d.id, s.span
  ON CONFLICT (deployment_id, span, at) DO UPDATE SET
    answered = f.answered + excluded.answered,
    inputs = f.inputs + excluded.inputs,
    refused = f.refused + excluded.refused,
    limited = f.limited + excluded.limited,
    overloaded = f.overloaded + excluded.overloaded,
    failed = f.failed + excluded.failed,
    cold_starts = f.cold_starts + excluded.cold_starts,
    latencies = coalesce((
      SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY n)
      FROM unnest(f.latencies, excluded.latencies) WITH ORDINALITY AS u(a, b, n)), '{}')
$$;
