CREATE TABLE "drift_alert" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"kind" text NOT NULL,
	"feature" text NOT NULL,
	"first_value" double precision NOT NULL,
	"value" double precision NOT NULL,
	"threshold" double precision NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"cleared_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "drift_measurement" (
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"rows" bigint NOT NULL,
	"result" jsonb NOT NULL,
	CONSTRAINT "drift_measurement_deployment_id_at_pk" PRIMARY KEY("deployment_id","at")
);
--> statement-breakpoint
CREATE TABLE "drift_sketch" (
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"counts" double precision[] NOT NULL,
	CONSTRAINT "drift_sketch_deployment_id_model_version_id_hour_pk" PRIMARY KEY("deployment_id","model_version_id","hour")
);
--> statement-breakpoint
ALTER TABLE "deployment" ADD COLUMN "drift" jsonb;--> statement-breakpoint
ALTER TABLE "deployment" ADD COLUMN "drift_measured_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "model_version" ADD COLUMN "drift_reference" jsonb;--> statement-breakpoint
ALTER TABLE "member" ADD COLUMN "alert_mails" boolean;--> statement-breakpoint
ALTER TABLE "drift_alert" ADD CONSTRAINT "drift_alert_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_alert" ADD CONSTRAINT "drift_alert_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_alert" ADD CONSTRAINT "drift_alert_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_measurement" ADD CONSTRAINT "drift_measurement_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_measurement" ADD CONSTRAINT "drift_measurement_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_measurement" ADD CONSTRAINT "drift_measurement_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_sketch" ADD CONSTRAINT "drift_sketch_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_sketch" ADD CONSTRAINT "drift_sketch_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_sketch" ADD CONSTRAINT "drift_sketch_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "drift_alert_open" ON "drift_alert" USING btree ("deployment_id","kind","feature") WHERE "drift_alert"."cleared_at" is null;--> statement-breakpoint
CREATE INDEX "drift_alert_deployment" ON "drift_alert" USING btree ("deployment_id","raised_at");--> statement-breakpoint
CREATE INDEX "drift_alert_workspace" ON "drift_alert" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "drift_measurement_workspace" ON "drift_measurement" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "drift_measurement_at" ON "drift_measurement" USING btree ("at");--> statement-breakpoint
CREATE INDEX "drift_sketch_workspace" ON "drift_sketch" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "drift_sketch_hour" ON "drift_sketch" USING btree ("hour");--> statement-breakpoint
SELECT isolate_workspace('drift_sketch');--> statement-breakpoint
SELECT isolate_workspace('drift_measurement');--> statement-breakpoint
SELECT isolate_workspace('drift_alert');
--> statement-breakpoint
-- Adds what a worker has counted to the hour, place by place. Counts of another layout than what is there, as of a
-- version that was made anew under the same id, are left out.
CREATE FUNCTION add_drift(p_at timestamptz, p_sketches jsonb) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO drift_sketch AS t (workspace_id, deployment_id, model_version_id, hour, counts)
  SELECT d.workspace_id, d.id, c."modelVersionId", date_trunc('hour', p_at, 'UTC'), c.counts
  FROM jsonb_to_recordset(p_sketches) AS c("workspaceId" text, "deploymentId" text, "modelVersionId" text,
    counts float8[])
  JOIN deployment d ON d.id = c."deploymentId" AND d.workspace_id = c."workspaceId"
  ORDER BY d.id, c."modelVersionId"
  ON CONFLICT (deployment_id, model_version_id, hour) DO UPDATE SET
    counts = (
      SELECT array_agg(a + b ORDER BY n)
      FROM unnest(t.counts, excluded.counts) WITH ORDINALITY AS u(a, b, n))
    WHERE cardinality(t.counts) = cardinality(excluded.counts)
$$;
