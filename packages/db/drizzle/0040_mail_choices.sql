CREATE TABLE "mail_choice" (
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"wanted" boolean NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "mail_choice_workspace_id_user_id_kind_pk" PRIMARY KEY("workspace_id","user_id","kind")
);
--> statement-breakpoint
ALTER TABLE "mail_choice" ADD CONSTRAINT "mail_choice_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_choice" ADD CONSTRAINT "mail_choice_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_choice_digest" ON "mail_choice" USING btree ("kind","sent_at");--> statement-breakpoint
SELECT isolate_workspace('mail_choice');--> statement-breakpoint
-- What people had said of drift holds on.
INSERT INTO mail_choice (workspace_id, user_id, kind, wanted)
  SELECT workspace_id, user_id, 'drift', alert_mails FROM member WHERE alert_mails IS NOT NULL;--> statement-breakpoint
ALTER TABLE "member" DROP COLUMN "alert_mails";