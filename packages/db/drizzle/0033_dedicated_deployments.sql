CREATE TABLE "dedicated_terms" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"engagement_id" text,
	"requests_per_second" integer NOT NULL,
	"availability_basis_points" integer NOT NULL,
	"p95_target_ms" integer NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dedicated_terms_sane" CHECK (requests_per_second > 0 and p95_target_ms > 0 and availability_basis_points between 1 and 10000)
);
--> statement-breakpoint
ALTER TABLE "dedicated_terms" ADD CONSTRAINT "dedicated_terms_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dedicated_terms" ADD CONSTRAINT "dedicated_terms_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dedicated_terms" ADD CONSTRAINT "dedicated_terms_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dedicated_terms_in_force" ON "dedicated_terms" USING btree ("deployment_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "dedicated_terms_deployment" ON "dedicated_terms" USING btree ("deployment_id","from_at");--> statement-breakpoint
CREATE INDEX "dedicated_terms_workspace" ON "dedicated_terms" USING btree ("workspace_id");--> statement-breakpoint
SELECT isolate_workspace('dedicated_terms');
--> statement-breakpoint
-- A tenant reads what was agreed on; the operator alone writes it, and none of it goes away.
REVOKE INSERT, UPDATE, DELETE ON dedicated_terms FROM assay_app;
--> statement-breakpoint
REVOKE DELETE ON dedicated_terms FROM assay_platform;
