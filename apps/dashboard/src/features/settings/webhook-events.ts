import type { WebhookEvent } from '../../lib/views.ts'

/** In the words of the page; a new event does not compile without some. */
export const webhookEventWords: Record<WebhookEvent, string> = {
  'training.finished': 'A training run has finished',
  'training.failed': 'A training run has failed',
  'deployment.changed': 'A deployment has changed',
  'deployment.canary_promoted': 'A canary was promoted',
  'deployment.canary_rolled_back': 'A canary was rolled back',
  'drift.detected': 'Live inputs have drifted from the training data',
  'drift.cleared': 'Drift has cleared',
  'batch.finished': 'A batch has finished',
  'quota.reached': '75, 90 or 100% of the quota is used',
  'spend_cap.reached': '75, 90 or 100% of the spend cap is used',
  'invoice.finalized': 'An invoice was finalised',
  'invoice.paid': 'An invoice was paid',
  'invoice.payment_failed': 'A payment has failed',
  'quote.sent': 'A quote has been sent',
}
export const webhookEventNames = Object.keys(webhookEventWords) as WebhookEvent[]
