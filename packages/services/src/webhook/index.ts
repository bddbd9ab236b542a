export { deliverWebhook, sweepDeliveries } from './deliver.ts'
export {
  listDeliveries,
  listDeliveriesInput,
  replayDelivery,
  replayFailed,
  replayFailedInput,
} from './log.ts'
export { webhookId } from './lookup.ts'
export {
  createWebhook,
  createWebhookInput,
  deleteWebhook,
  listWebhooks,
  rotateWebhook,
  rotateWebhookInput,
  testWebhook,
  updateWebhook,
  updateWebhookInput,
} from './manage.ts'
export { warnOfQuota } from './warn-of-quota.ts'
