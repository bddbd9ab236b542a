import { type Tx, tables, type WebhookAttempt, withWorkspace } from '@assay/db'
import { and, eq, lt } from 'drizzle-orm'
import { readBrand } from '../brand/index.ts'
import type { Services } from '../core/context.ts'
import { enqueue, type JobPayload } from '../core/jobs.ts'
import type { WebhookReply, WebhookSender } from '../core/ports.ts'
import { peopleWanting } from '../notification/recipients.ts'

const minute = 60_000
const hour = 60 * minute
/** The waits after each failed attempt; up to a tenth longer, so that not everything returns at once. */
export const retryWaitsMs = [
  5_000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]
const disableAfterMs = 120 * hour
const keptAttempts = 20

type Delivering = Pick<Services, 'dbs' | 'now' | 'publicUrl'>
type Claim = JobPayload<'webhook.deliver'> & { attempt: number; url: string; secrets: string[]; body: string }

/** Tries to deliver an event; a failure queues the next try. One that dies midway is tried again: receivers know a repeated event by its id. */
export const deliverWebhook = async (
  services: Delivering,
  send: WebhookSender,
  job: JobPayload<'webhook.deliver'>,
): Promise<void> => {
  const claim = await claimDelivery(services, job)
  if (!claim) return
  const { name: sender } = await readBrand(services)
  const at = services.now()
  const startedMs = performance.now()
  const reply = await send({
    id: claim.deliveryId,
    at,
    url: claim.url,
    secrets: claim.secrets,
    body: claim.body,
    sender,
  })
  const ms = Math.round(performance.now() - startedMs)
  await recordAttempt(services, claim, { at: at.toISOString(), ms, ...reply })
}

const claimDelivery = (services: Delivering, job: JobPayload<'webhook.deliver'>): Promise<Claim | null> =>
  withWorkspace(services.dbs.app, job.workspaceId, async (tx) => {
    const { webhookDelivery, webhookEndpoint } = tables
    const [row] = await tx
      .select()
      .from(webhookDelivery)
      .where(eq(webhookDelivery.id, job.deliveryId))
      .for('update')
    if (row?.status !== 'pending') return null
    const [endpoint] = await tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, row.endpointId))
    if (!endpoint || endpoint.disabledAt) {
      await tx
        .update(webhookDelivery)
        .set({ status: 'failed', nextAttemptAt: null })
        .where(eq(webhookDelivery.id, row.id))
      return null
    }
    const attempt = row.attempt + 1
    await tx.update(webhookDelivery).set({ attempt }).where(eq(webhookDelivery.id, row.id))
    const { url, secret, oldSecret, oldSecretUntil } = endpoint
    const isBoth = oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > services.now()
    return { ...job, attempt, url, body: row.body, secrets: isBoth ? [secret, oldSecret] : [secret] }
  })

const isDelivered = ({ status }: Pick<WebhookReply, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300

const recordAttempt = (services: Delivering, claim: Claim, made: WebhookAttempt): Promise<void> =>
  withWorkspace(services.dbs.app, claim.workspaceId, async (tx) => {
    const { webhookDelivery, webhookEndpoint } = tables
    const mine = and(eq(webhookDelivery.id, claim.deliveryId), eq(webhookDelivery.attempt, claim.attempt))
    const [row] = await tx.select().from(webhookDelivery).where(mine).for('update')
    if (row?.status !== 'pending') return
    const done = isDelivered(made)
    const wait = done ? undefined : retryWaitsMs[claim.attempt - 1]
    const nextAttemptAt =
      wait === undefined ? null : new Date(services.now().getTime() + wait * (1 + Math.random() / 10))
    await tx
      .update(webhookDelivery)
      .set({
        status: done ? 'delivered' : nextAttemptAt ? 'pending' : 'failed',
        attempts: [...row.attempts, made].slice(-keptAttempts),
        nextAttemptAt,
      })
      .where(mine)
    if (done)
      await tx
        .update(webhookEndpoint)
        .set({ failingSince: null })
        .where(eq(webhookEndpoint.id, row.endpointId))
    else await countFailure(services, tx, row.endpointId)
    if (nextAttemptAt) {
      const { workspaceId, deliveryId } = claim
      await enqueue(
        tx,
        'webhook.deliver',
        { workspaceId, deliveryId },
        { runAt: nextAttemptAt, key: `webhook ${deliveryId}` },
      )
    }
  })

/** An endpoint to which nothing came through for five days is switched off, and its people are told. */
const countFailure = async (services: Delivering, tx: Tx, endpointId: string): Promise<void> => {
  const { webhookEndpoint } = tables
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoint)
    .where(eq(webhookEndpoint.id, endpointId))
    .for('update')
  if (!endpoint || endpoint.disabledAt) return
  const now = services.now()
  const failingSince = endpoint.failingSince ?? now
  const isOver = now.getTime() - failingSince.getTime() >= disableAfterMs
  await tx
    .update(webhookEndpoint)
    .set({ failingSince, disabledAt: isOver ? now : null })
    .where(eq(webhookEndpoint.id, endpointId))
  if (!isOver) return
  const text = `Nothing has reached ${endpoint.url} for five days, so deliveries to it have stopped. Fix it, switch it on again and resend what it missed: ${services.publicUrl}/settings/webhooks`
  for (const to of await peopleWanting(tx, endpoint.workspaceId, 'webhook'))
    await enqueue(tx, 'mail.send', { to, subject: 'A webhook was switched off', text })
}

/** The log reaches back 30 days. */
export const sweepDeliveries = async (services: Pick<Services, 'dbs' | 'now'>): Promise<void> => {
  const before = new Date(services.now().getTime() - 30 * 24 * hour)
  await services.dbs.platform
    .delete(tables.webhookDelivery)
    .where(lt(tables.webhookDelivery.createdAt, before))
}
