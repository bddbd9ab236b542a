CREATE TABLE "cost_rate" (
	"id" text PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"valid_from" date NOT NULL,
	"cpu_second" numeric(38, 12) NOT NULL,
	"gpu_second" numeric(38, 12) NOT NULL,
	"gb_month" numeric(38, 12) NOT NULL,
	"per_1000_predictions" numeric(38, 12) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation" (
	"workspace_id" text NOT NULL,
	"meter" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"currency" text NOT NULL,
	"served" bigint NOT NULL,
	"metered" bigint NOT NULL,
	"carried" bigint NOT NULL,
	"stripe" bigint,
	"included" bigint NOT NULL,
	"billed" bigint NOT NULL,
	"exact_amount" numeric(38, 12) NOT NULL,
	"reasons" jsonb NOT NULL,
	"differs" boolean NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"differs_since" timestamp with time zone,
	CONSTRAINT "reconciliation_workspace_id_meter_period_start_pk" PRIMARY KEY("workspace_id","meter","period_start")
);
--> statement-breakpoint
ALTER TABLE "reconciliation" ADD CONSTRAINT "reconciliation_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_rate_from" ON "cost_rate" USING btree ("currency","valid_from");--> statement-breakpoint
CREATE INDEX "reconciliation_period" ON "reconciliation" USING btree ("period_start");--> statement-breakpoint
SELECT isolate_workspace('reconciliation');--> statement-breakpoint
-- The look at the books writes what it found; nobody else does.
REVOKE INSERT, UPDATE, DELETE ON reconciliation FROM assay_app;
