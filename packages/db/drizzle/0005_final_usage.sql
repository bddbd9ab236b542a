-- What a usage event says is final under either role; only the outbox row that carries it is noted later.
-- Ratings, the audit trail and revenue movements are never changed at all.
REVOKE UPDATE ON usage_event, rated_usage, audit_event, mrr_movement FROM assay_platform;
--> statement-breakpoint
GRANT UPDATE (outbox_id) ON usage_event TO assay_platform;
--> statement-breakpoint
REVOKE DELETE ON mrr_movement FROM assay_platform;
