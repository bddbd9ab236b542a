CREATE TABLE "annotation" (
	"workspace_id" text NOT NULL,
	"item_id" text NOT NULL,
	"user_id" text NOT NULL,
	"label" text,
	"flagged" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "annotation_item_id_user_id_pk" PRIMARY KEY("item_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "labelling_item" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"queue" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"content_sha256" text NOT NULL,
	"input" jsonb,
	"version_id" text,
	"row" integer,
	"given_label" text,
	"suggestion" text,
	"suggestion_score" real,
	"model_version_id" text,
	"priority" real DEFAULT 0 NOT NULL,
	"label" text,
	"settled_by" text,
	"published_in" text,
	"held_by" text,
	"held_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "labelling_plan" (
	"dataset_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"classes" text[] DEFAULT '{}' NOT NULL,
	"annotators" integer DEFAULT 1 NOT NULL,
	"kind" text NOT NULL,
	"scored" jsonb
);
--> statement-breakpoint
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_item_id_labelling_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."labelling_item"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_version_id_dataset_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."dataset_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_model_version_id_model_version_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_settled_by_user_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_published_in_dataset_version_id_fk" FOREIGN KEY ("published_in") REFERENCES "public"."dataset_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_item" ADD CONSTRAINT "labelling_item_held_by_user_id_fk" FOREIGN KEY ("held_by") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_plan" ADD CONSTRAINT "labelling_plan_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labelling_plan" ADD CONSTRAINT "labelling_plan_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "annotation_workspace" ON "annotation" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "labelling_item_content" ON "labelling_item" USING btree ("dataset_id","queue","content_sha256");--> statement-breakpoint
CREATE INDEX "labelling_item_next" ON "labelling_item" USING btree ("dataset_id","queue","state","priority");--> statement-breakpoint
CREATE INDEX "labelling_item_workspace" ON "labelling_item" USING btree ("workspace_id");--> statement-breakpoint
SELECT isolate_workspace('labelling_plan');--> statement-breakpoint
SELECT isolate_workspace('labelling_item');--> statement-breakpoint
SELECT isolate_workspace('annotation');
