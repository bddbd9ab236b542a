CREATE TABLE "workspace_secret" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"pseudonym_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workspace_secret" ADD CONSTRAINT "workspace_secret_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
SELECT isolate_workspace('workspace_secret');
