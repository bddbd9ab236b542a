CREATE TABLE "solution_run" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"solution" text NOT NULL,
	"status" text NOT NULL,
	"own_data" boolean DEFAULT false NOT NULL,
	"dataset_id" text,
	"dataset_version_id" text,
	"training_job_id" text,
	"deployment_id" text,
	"error" jsonb,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "solution_run" ADD CONSTRAINT "solution_run_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "solution_run" ADD CONSTRAINT "solution_run_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "solution_run" ADD CONSTRAINT "solution_run_dataset_version_id_dataset_version_id_fk" FOREIGN KEY ("dataset_version_id") REFERENCES "public"."dataset_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "solution_run" ADD CONSTRAINT "solution_run_training_job_id_training_job_id_fk" FOREIGN KEY ("training_job_id") REFERENCES "public"."training_job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "solution_run" ADD CONSTRAINT "solution_run_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "solution_run" ADD CONSTRAINT "solution_run_created_by_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "solution_run_workspace" ON "solution_run" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "solution_run_version" ON "solution_run" USING btree ("dataset_version_id") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "solution_run_training" ON "solution_run" USING btree ("training_job_id") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "solution_run_deployment" ON "solution_run" USING btree ("deployment_id");--> statement-breakpoint
SELECT isolate_workspace('solution_run');
