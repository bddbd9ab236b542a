ALTER TABLE "dataset_version" ADD COLUMN "parent_id" text;--> statement-breakpoint
ALTER TABLE "dataset_version" ADD COLUMN "edits" jsonb;--> statement-breakpoint
ALTER TABLE "dataset_version" ADD COLUMN "edited" text;--> statement-breakpoint
ALTER TABLE "dataset_version" ADD COLUMN "examination" jsonb;--> statement-breakpoint
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_parent_id_dataset_version_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."dataset_version"("id") ON DELETE no action ON UPDATE no action;