ALTER TABLE "workspace_suspension" ADD COLUMN "cause" text DEFAULT 'operator' NOT NULL;--> statement-breakpoint
-- The trail is never altered, but that what it quotes goes with a workspace that is erased.
CREATE FUNCTION audit_keeps_all_but_the_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.detail <> '{}'::jsonb OR NOT EXISTS (
    SELECT FROM workspace w WHERE w.id = NEW.workspace_id AND w.erase_at IS NOT NULL)
  THEN RAISE EXCEPTION 'audit_event is final';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_keeps_all_but_the_erased BEFORE UPDATE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_keeps_all_but_the_erased();
--> statement-breakpoint
GRANT UPDATE (detail) ON audit_event TO assay_platform;
