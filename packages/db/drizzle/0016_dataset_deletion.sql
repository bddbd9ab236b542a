ALTER TABLE "dataset" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "dataset" ADD COLUMN "purged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "model" ADD COLUMN "data_deleted_at" timestamp with time zone;