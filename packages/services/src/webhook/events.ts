/** What an endpoint may choose to hear of. */
export const webhookEvents = [
  'training.finished',
  'training.failed',
  'deployment.changed',
  'deployment.canary_promoted',
  'deployment.canary_rolled_back',
  'drift.detected',
  'drift.cleared',
  'batch.finished',
  'quota.reached',
  'spend_cap.reached',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_failed',
  'quote.sent',
] as const
export type WebhookEvent = (typeof webhookEvents)[number]
