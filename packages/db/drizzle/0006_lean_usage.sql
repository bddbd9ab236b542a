ALTER TABLE "usage_event" DROP CONSTRAINT "usage_event_workspace_id_workspace_id_fk";
--> statement-breakpoint
DROP INDEX "usage_event_outbox";--> statement-breakpoint
CREATE INDEX "usage_event_outbox" ON "usage_event" USING btree ("outbox_id") WHERE outbox_id is not null;