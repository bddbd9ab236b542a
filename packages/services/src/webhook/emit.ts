import { newId, type Tx, tables } from '@assay/db'
import { and, arrayContains, eq, isNull } from 'drizzle-orm'
import { enqueue } from '../core/jobs.ts'
import type { WebhookEvent } from './events.ts'

/** What is told of: ids to look it up by and the few facts that one acts upon; money as decimal strings. */
export type WebhookData = Record<string, string | number | boolean | null>

/** Writes the event for every endpoint that chose it, and queues its delivery, in the transaction of its cause. */
export const emitWebhook = async (
  tx: Tx,
  workspaceId: string,
  event: WebhookEvent,
  data: WebhookData,
  at: Date,
): Promise<void> => {
  const { webhookEndpoint } = tables
  const endpoints = await tx
    .select({ id: webhookEndpoint.id })
    .from(webhookEndpoint)
    .where(
      and(
        eq(webhookEndpoint.workspaceId, workspaceId),
        isNull(webhookEndpoint.disabledAt),
        arrayContains(webhookEndpoint.events, [event]),
      ),
    )
  for (const { id } of endpoints) await insertDelivery(tx, { workspaceId, endpointId: id, event, data, at })
}

export const insertDelivery = async (
  tx: Tx,
  of: {
    workspaceId: string
    endpointId: string
    event: WebhookEvent | 'webhook.test'
    data: WebhookData
    at: Date
  },
): Promise<{ id: string }> => {
  const { workspaceId, endpointId, event, data, at } = of
  const id = newId('msg')
  const body = JSON.stringify({ type: event, timestamp: at.toISOString(), data: { workspaceId, ...data } })
  await tx
    .insert(tables.webhookDelivery)
    .values({ id, workspaceId, endpointId, event, body, createdAt: at, nextAttemptAt: at })
  await enqueue(tx, 'webhook.deliver', { workspaceId, deliveryId: id }, { key: `webhook ${id}` })
  return { id }
}
