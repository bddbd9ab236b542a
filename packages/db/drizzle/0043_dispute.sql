CREATE TABLE "dispute" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"invoice_id" text,
	"top_up_id" text,
	"stripe_dispute_id" text NOT NULL,
	"stripe_payment_intent_id" text NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"withdrawn_minor" bigint NOT NULL,
	"reinstated_minor" bigint NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"reinstated_at" timestamp with time zone,
	"fee_minor" bigint,
	"fee_currency" text,
	"taken_back" numeric(38, 12) DEFAULT '0' NOT NULL,
	"evidence_due_at" timestamp with time zone,
	"opened_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dispute_stripe_dispute_id_unique" UNIQUE("stripe_dispute_id"),
	CONSTRAINT "dispute_amounts" CHECK (amount_minor > 0 and withdrawn_minor >= 0 and reinstated_minor >= 0)
);
--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_top_up_id_top_up_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_up"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dispute_invoice" ON "dispute" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "dispute_workspace" ON "dispute" USING btree ("workspace_id","opened_at");--> statement-breakpoint
SELECT isolate_workspace('dispute');
