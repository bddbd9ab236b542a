CREATE TABLE "brand" (
	"number" integer PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "brand_asset" (
	"sha256" text PRIMARY KEY NOT NULL,
	"mime" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "legal_acceptance" (
	"user_id" text NOT NULL,
	"document_id" text NOT NULL,
	"accepted_at" timestamp with time zone NOT NULL,
	"address" text NOT NULL,
	CONSTRAINT "legal_acceptance_user_id_document_id_pk" PRIMARY KEY("user_id","document_id")
);
--> statement-breakpoint
CREATE TABLE "legal_document" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"number" integer NOT NULL,
	"body" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "legal_document_kind" CHECK (kind in ('terms', 'privacy', 'imprint'))
);
--> statement-breakpoint
CREATE TABLE "public_page" (
	"deployment_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"slug" text NOT NULL,
	"is_open" boolean DEFAULT false NOT NULL,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"examples" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"daily_cap" integer NOT NULL,
	"shows_card" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "public_page_slug_unique" UNIQUE("slug"),
	CONSTRAINT "public_page_cap" CHECK (daily_cap >= 0)
);
--> statement-breakpoint
CREATE TABLE "public_page_day" (
	"deployment_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"day" date NOT NULL,
	"calls" integer NOT NULL,
	CONSTRAINT "public_page_day_deployment_id_day_pk" PRIMARY KEY("deployment_id","day")
);
--> statement-breakpoint
ALTER TABLE "legal_acceptance" ADD CONSTRAINT "legal_acceptance_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_acceptance" ADD CONSTRAINT "legal_acceptance_document_id_legal_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."legal_document"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_page" ADD CONSTRAINT "public_page_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_page" ADD CONSTRAINT "public_page_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_page_day" ADD CONSTRAINT "public_page_day_deployment_id_public_page_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."public_page"("deployment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_page_day" ADD CONSTRAINT "public_page_day_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "legal_document_number" ON "legal_document" USING btree ("kind","number");--> statement-breakpoint
CREATE INDEX "public_page_workspace" ON "public_page" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "public_page_day_workspace" ON "public_page_day" USING btree ("workspace_id");--> statement-breakpoint
SELECT isolate_workspace('public_page');--> statement-breakpoint
SELECT isolate_workspace('public_page_day');--> statement-breakpoint
-- A workspace reads how much of its cap is used; the platform alone counts.
REVOKE INSERT, UPDATE, DELETE ON public_page_day FROM assay_app;--> statement-breakpoint
-- Somebody may have accepted it, and is to find what they accepted.
REVOKE UPDATE, DELETE ON legal_document FROM assay_platform;
