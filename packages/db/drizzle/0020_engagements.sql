CREATE TABLE "engagement" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"title" text NOT NULL,
	"brief" text NOT NULL,
	"data_kind" text NOT NULL,
	"currency" text NOT NULL,
	"budget_min_minor" bigint,
	"budget_max_minor" bigint,
	"wanted_on" date,
	"state" text DEFAULT 'requested' NOT NULL,
	"total_minor" bigint,
	"tax_minor" bigint,
	"deposit_minor" bigint,
	"deposit_credited_minor" bigint DEFAULT 0 NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "engagement_deposit" CHECK (deposit_credited_minor between 0 and coalesce(deposit_minor, 0))
);
--> statement-breakpoint
CREATE TABLE "engagement_attachment" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"store_key" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engagement_change" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"number" integer NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"title" text NOT NULL,
	"reason" text NOT NULL,
	"content" jsonb NOT NULL,
	"content_sha256" text NOT NULL,
	"delta_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"answered_at" timestamp with time zone,
	"decline_reason" text,
	"signed_name" text,
	"signed_address" text,
	"signed_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engagement_entry" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"kind" text NOT NULL,
	"side" text NOT NULL,
	"author_id" text,
	"author_name" text NOT NULL,
	"text" text NOT NULL,
	"quote_version_id" text,
	"milestone_id" text,
	"mailed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engagement_invoice" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"milestone_id" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"lines" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"stripe_invoice_id" text,
	"invoice_id" text,
	"sent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "engagement_invoice_stripe_invoice_id_unique" UNIQUE("stripe_invoice_id")
);
--> statement-breakpoint
CREATE TABLE "engagement_link" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"milestone_id" text,
	"dataset_id" text,
	"model_id" text,
	"deployment_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "engagement_link_one" CHECK (num_nonnulls(dataset_id, model_id, deployment_id) = 1)
);
--> statement-breakpoint
CREATE TABLE "engagement_milestone" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"amount_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"due_on" date,
	"state" text DEFAULT 'todo' NOT NULL,
	"accepted_at" timestamp with time zone,
	"accepted_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "engagement_milestone_amount" CHECK (amount_minor >= 0)
);
--> statement-breakpoint
CREATE TABLE "engagement_task" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"milestone_id" text NOT NULL,
	"title" text NOT NULL,
	"assignee" text DEFAULT '' NOT NULL,
	"due_on" date,
	"state" text DEFAULT 'todo' NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quote_version" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"engagement_id" text NOT NULL,
	"number" integer NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"content" jsonb NOT NULL,
	"content_sha256" text NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"valid_until" date NOT NULL,
	"sent_at" timestamp with time zone,
	"answered_at" timestamp with time zone,
	"decline_reason" text,
	"signed_name" text,
	"signed_address" text,
	"signed_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "engagement" ADD CONSTRAINT "engagement_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement" ADD CONSTRAINT "engagement_created_by_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_attachment" ADD CONSTRAINT "engagement_attachment_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_attachment" ADD CONSTRAINT "engagement_attachment_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_change" ADD CONSTRAINT "engagement_change_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_change" ADD CONSTRAINT "engagement_change_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_change" ADD CONSTRAINT "engagement_change_signed_by_user_id_fk" FOREIGN KEY ("signed_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_entry" ADD CONSTRAINT "engagement_entry_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_entry" ADD CONSTRAINT "engagement_entry_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_entry" ADD CONSTRAINT "engagement_entry_quote_version_id_quote_version_id_fk" FOREIGN KEY ("quote_version_id") REFERENCES "public"."quote_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_entry" ADD CONSTRAINT "engagement_entry_milestone_id_engagement_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."engagement_milestone"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_invoice" ADD CONSTRAINT "engagement_invoice_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_invoice" ADD CONSTRAINT "engagement_invoice_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_invoice" ADD CONSTRAINT "engagement_invoice_milestone_id_engagement_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."engagement_milestone"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_invoice" ADD CONSTRAINT "engagement_invoice_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_link" ADD CONSTRAINT "engagement_link_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_link" ADD CONSTRAINT "engagement_link_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_link" ADD CONSTRAINT "engagement_link_milestone_id_engagement_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."engagement_milestone"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_link" ADD CONSTRAINT "engagement_link_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_link" ADD CONSTRAINT "engagement_link_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_link" ADD CONSTRAINT "engagement_link_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_milestone" ADD CONSTRAINT "engagement_milestone_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_milestone" ADD CONSTRAINT "engagement_milestone_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_milestone" ADD CONSTRAINT "engagement_milestone_accepted_by_user_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_task" ADD CONSTRAINT "engagement_task_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_task" ADD CONSTRAINT "engagement_task_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_task" ADD CONSTRAINT "engagement_task_milestone_id_engagement_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."engagement_milestone"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_version" ADD CONSTRAINT "quote_version_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_version" ADD CONSTRAINT "quote_version_engagement_id_engagement_id_fk" FOREIGN KEY ("engagement_id") REFERENCES "public"."engagement"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_version" ADD CONSTRAINT "quote_version_signed_by_user_id_fk" FOREIGN KEY ("signed_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "engagement_workspace" ON "engagement" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "engagement_state" ON "engagement" USING btree ("state","updated_at");--> statement-breakpoint
CREATE INDEX "engagement_attachment_engagement" ON "engagement_attachment" USING btree ("engagement_id");--> statement-breakpoint
CREATE INDEX "engagement_attachment_workspace" ON "engagement_attachment" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "engagement_change_number" ON "engagement_change" USING btree ("engagement_id","number");--> statement-breakpoint
CREATE INDEX "engagement_change_workspace" ON "engagement_change" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "engagement_entry_engagement" ON "engagement_entry" USING btree ("engagement_id","created_at");--> statement-breakpoint
CREATE INDEX "engagement_entry_workspace" ON "engagement_entry" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "engagement_invoice_deposit" ON "engagement_invoice" USING btree ("engagement_id") WHERE milestone_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "engagement_invoice_milestone" ON "engagement_invoice" USING btree ("milestone_id") WHERE milestone_id is not null;--> statement-breakpoint
CREATE INDEX "engagement_invoice_workspace" ON "engagement_invoice" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "engagement_invoice_pending" ON "engagement_invoice" USING btree ("created_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "engagement_link_engagement" ON "engagement_link" USING btree ("engagement_id");--> statement-breakpoint
CREATE INDEX "engagement_link_workspace" ON "engagement_link" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "engagement_milestone_engagement" ON "engagement_milestone" USING btree ("engagement_id","position");--> statement-breakpoint
CREATE INDEX "engagement_milestone_workspace" ON "engagement_milestone" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "engagement_task_milestone" ON "engagement_task" USING btree ("milestone_id","position");--> statement-breakpoint
CREATE INDEX "engagement_task_workspace" ON "engagement_task" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "quote_version_number" ON "quote_version" USING btree ("engagement_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "quote_version_one_draft" ON "quote_version" USING btree ("engagement_id") WHERE state = 'draft';--> statement-breakpoint
CREATE UNIQUE INDEX "quote_version_one_open" ON "quote_version" USING btree ("engagement_id") WHERE state = 'sent';--> statement-breakpoint
CREATE UNIQUE INDEX "quote_version_accepted_once" ON "quote_version" USING btree ("engagement_id") WHERE state = 'accepted';--> statement-breakpoint
CREATE INDEX "quote_version_workspace" ON "quote_version" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "quote_version_valid" ON "quote_version" USING btree ("valid_until") WHERE state = 'sent';--> statement-breakpoint
SELECT isolate_workspace('engagement');--> statement-breakpoint
SELECT isolate_workspace('quote_version');--> statement-breakpoint
SELECT isolate_workspace('engagement_milestone');--> statement-breakpoint
SELECT isolate_workspace('engagement_task');--> statement-breakpoint
SELECT isolate_workspace('engagement_change');--> statement-breakpoint
SELECT isolate_workspace('engagement_invoice');--> statement-breakpoint
SELECT isolate_workspace('engagement_entry');--> statement-breakpoint
SELECT isolate_workspace('engagement_attachment');--> statement-breakpoint
SELECT isolate_workspace('engagement_link');--> statement-breakpoint
-- The milestones of an engagement come to its total, and their taxes to its tax, at the end of every transaction.
CREATE FUNCTION engagement_adds_up() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  key text;
  expected record;
  actual record;
BEGIN
  IF TG_TABLE_NAME = 'engagement' THEN key := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN key := OLD.engagement_id;
  ELSE key := NEW.engagement_id;
  END IF;
  SELECT coalesce(total_minor, 0) AS total, coalesce(tax_minor, 0) AS tax INTO expected FROM engagement WHERE id = key;
  SELECT coalesce(sum(amount_minor), 0) AS total, coalesce(sum(tax_minor), 0) AS tax INTO actual
    FROM engagement_milestone WHERE engagement_id = key;
  IF expected.total <> actual.total OR expected.tax <> actual.tax THEN
    RAISE EXCEPTION 'The milestones of % come to % (tax %), and its total is % (tax %)',
      key, actual.total, actual.tax, expected.total, expected.tax USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE CONSTRAINT TRIGGER engagement_adds_up AFTER INSERT OR UPDATE ON engagement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION engagement_adds_up();--> statement-breakpoint
CREATE CONSTRAINT TRIGGER engagement_adds_up AFTER INSERT OR UPDATE OR DELETE ON engagement_milestone
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION engagement_adds_up();--> statement-breakpoint
-- What was sent is what gets signed.
CREATE FUNCTION quote_version_is_fixed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' AND TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' OR NEW.content::text <> OLD.content::text OR NEW.content_sha256 <> OLD.content_sha256
    OR NEW.total_minor <> OLD.total_minor OR NEW.tax_minor <> OLD.tax_minor OR NEW.number <> OLD.number
    OR (OLD.state = 'accepted' AND NEW.state <> 'accepted') THEN
    RAISE EXCEPTION 'Quote version % was sent and can not be altered', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER quote_version_is_fixed BEFORE UPDATE OR DELETE ON quote_version
  FOR EACH ROW EXECUTE FUNCTION quote_version_is_fixed();
