CREATE TABLE "credit_note" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"stripe_credit_note_id" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"reference" text,
	"memo" text DEFAULT '' NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"forgiven_minor" bigint NOT NULL,
	"refunded_minor" bigint NOT NULL,
	"balance_minor" bigint NOT NULL,
	"outside_minor" bigint NOT NULL,
	"lines" jsonb NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	CONSTRAINT "credit_note_stripe_credit_note_id_unique" UNIQUE("stripe_credit_note_id"),
	CONSTRAINT "credit_note_reference_unique" UNIQUE("reference"),
	CONSTRAINT "credit_note_parts" CHECK (total_minor = forgiven_minor + refunded_minor + balance_minor + outside_minor)
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"stripe_payment_intent_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"fee_minor" bigint,
	"fee_currency" text,
	"paid_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payment_stripe_payment_intent_id_unique" UNIQUE("stripe_payment_intent_id")
);
--> statement-breakpoint
CREATE TABLE "refund" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"invoice_id" text,
	"top_up_id" text,
	"stripe_refund_id" text NOT NULL,
	"stripe_payment_intent_id" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"credited_minor" bigint DEFAULT 0 NOT NULL,
	"taken_back" numeric(38, 12) DEFAULT '0' NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refund_stripe_refund_id_unique" UNIQUE("stripe_refund_id"),
	CONSTRAINT "refund_amounts" CHECK (amount_minor > 0 and taken_back between 0 and amount_minor)
);
--> statement-breakpoint
CREATE TABLE "billing_settings" (
	"id" text PRIMARY KEY DEFAULT 'house' NOT NULL,
	"tax_mode" text DEFAULT 'none' NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "billing_settings_one" CHECK (id = 'house')
);
--> statement-breakpoint
CREATE TABLE "tax_rate" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"percent" numeric(7, 4) NOT NULL,
	"inclusive" boolean NOT NULL,
	"stripe_tax_rate_id" text,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_rate_stripe_tax_rate_id_unique" UNIQUE("stripe_tax_rate_id"),
	CONSTRAINT "tax_rate_percent" CHECK (percent > 0 and percent <= 100)
);
--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "tax_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "forgiven_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "given_back_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "discount_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "tax_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "tax_included_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_grant" ADD COLUMN "refunded" numeric(38, 12) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_top_up_id_top_up_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_up"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_note_invoice" ON "credit_note" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "credit_note_workspace" ON "credit_note" USING btree ("workspace_id","issued_at");--> statement-breakpoint
CREATE INDEX "payment_invoice" ON "payment" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "payment_workspace" ON "payment" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "refund_invoice" ON "refund" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "refund_top_up" ON "refund" USING btree ("top_up_id");--> statement-breakpoint
CREATE INDEX "refund_workspace" ON "refund" USING btree ("workspace_id","issued_at");--> statement-breakpoint
SELECT isolate_workspace('payment');--> statement-breakpoint
SELECT isolate_workspace('credit_note');--> statement-breakpoint
SELECT isolate_workspace('refund');--> statement-breakpoint
-- A workspace reads what was paid and given back; the platform alone writes it, and nobody takes it away.
REVOKE INSERT, UPDATE, DELETE ON payment, credit_note, refund FROM assay_app;
--> statement-breakpoint
REVOKE DELETE ON payment, credit_note, refund, tax_rate FROM assay_platform;
--> statement-breakpoint
-- A finalised invoice keeps its tax too.
CREATE OR REPLACE FUNCTION refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.finalized_at IS NOT NULL AND (
    NEW.finalized_at IS DISTINCT FROM OLD.finalized_at OR
    (NEW.stripe_invoice_id, NEW.workspace_id, NEW.kind, NEW.currency, NEW.total_minor, NEW.tax_minor, NEW.period_start, NEW.period_end)
      IS DISTINCT FROM
    (OLD.stripe_invoice_id, OLD.workspace_id, OLD.kind, OLD.currency, OLD.total_minor, OLD.tax_minor, OLD.period_start, OLD.period_end)
  ) THEN
    RAISE EXCEPTION 'invoice % is finalised and immutable', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
