CREATE TABLE "batch" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"policy" jsonb,
	"status" text NOT NULL,
	"source_name" text NOT NULL,
	"dataset_version_id" text,
	"text_column" text,
	"top_k" integer,
	"upload_key" text,
	"rows_key" text,
	"columns" jsonb,
	"unreadable" jsonb,
	"rows_total" bigint,
	"rows_done" bigint DEFAULT 0 NOT NULL,
	"rows_refused" bigint DEFAULT 0 NOT NULL,
	"predictions" bigint DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"error" jsonb,
	"idempotency_key" text,
	"request_hash" text,
	"api_key_id" text,
	"created_by" text,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batch_chunk" (
	"workspace_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"start" bigint NOT NULL,
	"rows" integer NOT NULL,
	"key" text NOT NULL,
	CONSTRAINT "batch_chunk_batch_id_start_pk" PRIMARY KEY("batch_id","start")
);
--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_api_key_id_api_key_id_fk" FOREIGN KEY ("api_key_id") REFERENCES "public"."api_key"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_created_by_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_chunk" ADD CONSTRAINT "batch_chunk_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_chunk" ADD CONSTRAINT "batch_chunk_batch_id_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batch_workspace" ON "batch" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "batch_expires_at" ON "batch" USING btree ("expires_at") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "batch_dataset_version" ON "batch" USING btree ("dataset_version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "batch_idempotency" ON "batch" USING btree ("workspace_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "batch_chunk_workspace" ON "batch_chunk" USING btree ("workspace_id");--> statement-breakpoint
SELECT isolate_workspace('batch');--> statement-breakpoint
SELECT isolate_workspace('batch_chunk');
