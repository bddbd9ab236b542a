DROP INDEX "invoice_period";--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "billing_anchor" timestamp with time zone;--> statement-breakpoint
UPDATE "subscription" SET "billing_anchor" = "current_period_start";--> statement-breakpoint
ALTER TABLE "subscription" ALTER COLUMN "billing_anchor" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "invoice_subscription" ON "invoice" USING btree ("subscription_id");--> statement-breakpoint
CREATE INDEX "meter_outbox_subscription" ON "meter_outbox" USING btree ("subscription_id","period_start");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_period" ON "invoice" USING btree ("subscription_id","period_start") WHERE kind = 'subscription_cycle' and status <> 'void';
