CREATE TABLE "takeout" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"requested_by" text,
	"state" text NOT NULL,
	"files_done" integer DEFAULT 0 NOT NULL,
	"files_total" integer,
	"bytes" bigint,
	"sha256" text,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ready_at" timestamp with time zone,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "takeout" ADD CONSTRAINT "takeout_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "takeout" ADD CONSTRAINT "takeout_requested_by_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "takeout_workspace" ON "takeout" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "takeout_one_at_once" ON "takeout" USING btree ("workspace_id") WHERE state in ('queued', 'running');--> statement-breakpoint
SELECT isolate_workspace('takeout');
