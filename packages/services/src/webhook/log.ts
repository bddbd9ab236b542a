import { type Tx, tables } from '@assay/db'
import { and, count, desc, eq, gte, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { type Page, pageInput } from '../core/page.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import type { WebhookDeliveryView } from '../views.ts'
import { lockEndpoint, webhookId } from './lookup.ts'

export const listDeliveriesInput = pageInput.extend({ id: z.string().max(64) })

/** What was sent to an endpoint in the last 30 days, the newest first. */
export const listDeliveries = (
  ctx: WorkspaceCtx,
  input: z.input<typeof listDeliveriesInput>,
): Promise<Page<WebhookDeliveryView>> => {
  const { id, offset, limit } = listDeliveriesInput.parse(input)
  const { webhookDelivery, webhookEndpoint } = tables
  return inWorkspace(ctx, 'viewer', async (tx) => {
    const [endpoint] = await tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id))
    if (!endpoint) throw new NotFound('webhook', id)
    const ofIt = eq(webhookDelivery.endpointId, id)
    const [all] = await tx.select({ total: count() }).from(webhookDelivery).where(ofIt)
    const rows = await tx
      .select()
      .from(webhookDelivery)
      .where(ofIt)
      .orderBy(desc(webhookDelivery.createdAt), desc(webhookDelivery.id))
      .offset(offset)
      .limit(limit)
    const items = rows.map(({ workspaceId: _, endpointId: __, attempt: ___, ...shown }) => shown)
    return { items, total: all?.total ?? 0 }
  })
}

const queueAgain = async (tx: Tx, ctx: WorkspaceCtx, ids: string[]): Promise<void> => {
  if (ids.length === 0) return
  await tx
    .update(tables.webhookDelivery)
    .set({ status: 'pending', attempt: 0, nextAttemptAt: ctx.now() })
    .where(inArray(tables.webhookDelivery.id, ids))
  // The key puts a retry that waits for its time aside.
  for (const id of ids)
    await enqueue(
      tx,
      'webhook.deliver',
      { workspaceId: ctx.workspaceId, deliveryId: id },
      { key: `webhook ${id}` },
    )
}

const requireOn = ({ disabledAt }: { disabledAt: Date | null }): void => {
  if (disabledAt) throw new AssayError('conflict', 'This webhook is switched off. Switch it on first.')
}

/** Sends an event once more under its own id, also one that had arrived. */
export const replayDelivery = (ctx: WorkspaceCtx, input: z.input<typeof webhookId>): Promise<void> => {
  const { id } = webhookId.parse(input)
  const { webhookDelivery } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    const [found] = await tx.select().from(webhookDelivery).where(eq(webhookDelivery.id, id)).for('update')
    if (!found) throw new NotFound('webhook delivery', id)
    requireOn(await lockEndpoint(tx, found.endpointId))
    if (found.status === 'pending' && found.attempt === 0) return
    await queueAgain(tx, ctx, [id])
  })
}

export const replayFailedInput = z.strictObject({ id: z.string().max(64), since: z.date() })
const mostAtOnce = 1_000

/** Sends again what an endpoint did not get since then: the oldest 1,000 of it. */
export const replayFailed = (
  ctx: WorkspaceCtx,
  input: z.input<typeof replayFailedInput>,
): Promise<{ queued: number }> => {
  const { id, since } = replayFailedInput.parse(input)
  const { webhookDelivery } = tables
  return inWorkspace(ctx, 'admin', async (tx) => {
    requireOn(await lockEndpoint(tx, id))
    const missed = and(
      eq(webhookDelivery.endpointId, id),
      eq(webhookDelivery.status, 'failed'),
      gte(webhookDelivery.createdAt, since),
    )
    const rows = await tx
      .select({ id: webhookDelivery.id })
      .from(webhookDelivery)
      .where(missed)
      .orderBy(webhookDelivery.createdAt)
      .limit(mostAtOnce)
      .for('update')
    await queueAgain(
      tx,
      ctx,
      rows.map((row) => row.id),
    )
    return { queued: rows.length }
  })
}
