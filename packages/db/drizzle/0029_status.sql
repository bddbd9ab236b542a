CREATE TABLE "platform_health" (
	"part" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"seen" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"last_ok" boolean NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "platform_health_part_hour_pk" PRIMARY KEY("part","hour")
);
--> statement-breakpoint
ALTER TABLE "deployment" ADD COLUMN "public_status" boolean DEFAULT false NOT NULL;