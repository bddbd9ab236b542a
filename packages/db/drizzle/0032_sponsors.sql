CREATE TABLE "ad_campaign" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"url" text NOT NULL,
	"currency" text NOT NULL,
	"budget_minor" bigint NOT NULL,
	"per_1000_impressions" numeric(38, 12) NOT NULL,
	"per_click" numeric(38, 12) NOT NULL,
	"impressions" integer DEFAULT 0 NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"spent" numeric(38, 12) DEFAULT '0' NOT NULL,
	"billed_minor" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ad_campaign_within_budget" CHECK (spent >= 0 and spent <= budget_minor and budget_minor > 0)
);
--> statement-breakpoint
CREATE TABLE "ad_impression" (
	"nonce" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"clicked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "ad_invoice" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"description" text NOT NULL,
	"stripe_invoice_id" text,
	"invoice_id" text,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "ad_invoice_stripe_invoice_id_unique" UNIQUE("stripe_invoice_id"),
	CONSTRAINT "ad_invoice_amount" CHECK (amount_minor > 0)
);
--> statement-breakpoint
ALTER TABLE "billing_settings" ADD COLUMN "ad_secret" "bytea";--> statement-breakpoint
ALTER TABLE "ad_campaign" ADD CONSTRAINT "ad_campaign_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_impression" ADD CONSTRAINT "ad_impression_campaign_id_ad_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."ad_campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_impression" ADD CONSTRAINT "ad_impression_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_invoice" ADD CONSTRAINT "ad_invoice_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_invoice" ADD CONSTRAINT "ad_invoice_campaign_id_ad_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."ad_campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_invoice" ADD CONSTRAINT "ad_invoice_invoice_id_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ad_campaign_workspace" ON "ad_campaign" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "ad_campaign_active" ON "ad_campaign" USING btree ("state") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "ad_impression_campaign" ON "ad_impression" USING btree ("campaign_id","seen_at");--> statement-breakpoint
CREATE INDEX "ad_impression_workspace" ON "ad_impression" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "ad_invoice_campaign" ON "ad_invoice" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "ad_invoice_workspace" ON "ad_invoice" USING btree ("workspace_id");--> statement-breakpoint
SELECT isolate_workspace('ad_campaign');--> statement-breakpoint
SELECT isolate_workspace('ad_impression');--> statement-breakpoint
SELECT isolate_workspace('ad_invoice');--> statement-breakpoint
-- A sponsor reads its campaigns; the platform alone counts, and nothing that was counted goes away.
REVOKE INSERT, UPDATE, DELETE ON ad_campaign, ad_impression, ad_invoice FROM assay_app;
--> statement-breakpoint
REVOKE DELETE ON ad_campaign, ad_impression, ad_invoice FROM assay_platform;
