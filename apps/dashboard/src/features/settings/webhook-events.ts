import type { WebhookEvent } from '../../lib/views.ts'

/** In the words of the page; a new event does not compile without some. */
export const webhookEventWords: Record<WebhookEvent, string> = {
  'training.finished': 'A training run has finished',
  'training.failed': 'A training run has failed',
  'deployment.changed': 'A deployment has changed',
  'deployment.canary_promoted': 'A canary has become the live version',
  'deployment.canary_rolled_back': 'A canary was rolled back',
  'drift.detected': 'Live inputs have drifted from the training data',
  'drift.cleared': 'A drift is over',
  'batch.finished': 'A batch has finished',
  'quota.reached': '75, 90 or 100% of the quota are used',
  'spend_cap.reached': '75, 90 or 100% of the spend cap are used',
  'invoice.finalized': 'An invoice is final',
  'invoice.paid': 'An invoice is paid',
  'invoice.payment_failed': 'A payment has failed',
  'quote.sent': 'A quote has been sent',
}
export const webhookEventNames = Object.keys(webhookEventWords) as WebhookEvent[]
