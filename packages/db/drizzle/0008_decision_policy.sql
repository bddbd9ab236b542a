ALTER TABLE "deployment" ADD COLUMN "policy" jsonb;--> statement-breakpoint
ALTER TABLE "deployment_revision" ADD COLUMN "policy" jsonb;--> statement-breakpoint
ALTER TABLE "model" ADD COLUMN "card_notes" jsonb;--> statement-breakpoint
-- What a revision answered with, and how it decided, is never rewritten.
REVOKE UPDATE ON deployment_revision FROM assay_app, assay_platform;
