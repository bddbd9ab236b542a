import type { WebhookAttempt, WebhookDeliveryStatus } from '@assay/db'

/** Shown once. */
export type NewWebhookSecret = { id: string; secret: string }

export type WebhookEndpointView = {
  id: string
  url: string
  events: string[]
  /** Until when deliveries are signed with the secret before, too. */
  oldSecretUntil: Date | null
  /** Since when nothing has arrived; null where the last delivery did. */
  failingSince: Date | null
  disabledAt: Date | null
  createdAt: Date
}

export type WebhookDeliveryView = {
  id: string
  event: string
  body: string
  status: WebhookDeliveryStatus
  /** The newest last. */
  attempts: WebhookAttempt[]
  nextAttemptAt: Date | null
  createdAt: Date
}
