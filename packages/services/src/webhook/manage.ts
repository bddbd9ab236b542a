import { randomBytes } from 'node:crypto'
import { newId, tables } from '@assay/db'
import { asc, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import type { NewWebhookSecret, WebhookEndpointView } from '../views.ts'
import { checkUrl } from './check-url.ts'
import { insertDelivery } from './emit.ts'
import { webhookEvents } from './events.ts'
import { lockEndpoint, webhookId } from './lookup.ts'

const mostEndpoints = 20

const settings = {
  url: z.string().trim().min(1).max(2_000),
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .max(webhookEvents.length)
    .transform((events) => [...new Set(events)]),
}

const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

export const createWebhookInput = z.strictObject(settings)

/** The secret is in the answer and is shown nowhere else, ever after. */
export const createWebhook = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createWebhookInput>,
): Promise<NewWebhookSecret> => {
  const { url: text, events } = createWebhookInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const url = checkUrl(text, ctx)
    const [there] = await tx.select({ n: count() }).from(tables.webhookEndpoint)
    if ((there?.n ?? 0) >= mostEndpoints)
      throw new AssayError('plan_limit', `A workspace has up to ${mostEndpoints} webhooks. Delete one first.`)
    const id = newId('whe')
    const secret = makeSecret()
    await tx
      .insert(tables.webhookEndpoint)
      .values({ id, workspaceId: ctx.workspaceId, url, events, secret, createdAt: ctx.now() })
    await writeAudit(tx, ctx, 'webhook.created', { type: 'webhook', id }, { url, events })
    return { id, secret }
  })
}

export const updateWebhookInput = z.strictObject({
  id: z.string().max(64),
  url: settings.url.optional(),
  events: settings.events.optional(),
  enabled: z.boolean().optional(),
})

/** To enable it forgets its failures. */
export const updateWebhook = (
  ctx: WorkspaceCtx,
  input: z.input<typeof updateWebhookInput>,
): Promise<void> => {
  const { id, url, events, enabled } = updateWebhookInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const known = await lockEndpoint(tx, id)
    const changed = {
      url: url === undefined ? known.url : checkUrl(url, ctx),
      events: events ?? known.events,
      ...(enabled === true && { disabledAt: null, failingSince: null }),
      ...(enabled === false && { disabledAt: known.disabledAt ?? ctx.now() }),
    }
    await tx.update(tables.webhookEndpoint).set(changed).where(eq(tables.webhookEndpoint.id, id))
    await writeAudit(tx, ctx, 'webhook.changed', { type: 'webhook', id }, { url, events, enabled })
  })
}

export const rotateWebhookInput = z.strictObject({
  id: z.string().max(64),
  /** For how long deliveries are signed with both secrets. */
  overlapHours: z.int().min(0).max(720),
})

export const rotateWebhook = (
  ctx: WorkspaceCtx,
  input: z.input<typeof rotateWebhookInput>,
): Promise<NewWebhookSecret> => {
  const { id, overlapHours } = rotateWebhookInput.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const known = await lockEndpoint(tx, id)
    const secret = makeSecret()
    const oldSecretUntil = new Date(ctx.now().getTime() + overlapHours * 3_600_000)
    await tx
      .update(tables.webhookEndpoint)
      .set({ secret, oldSecret: known.secret, oldSecretUntil })
      .where(eq(tables.webhookEndpoint.id, id))
    await writeAudit(tx, ctx, 'webhook.rotated', { type: 'webhook', id }, { oldSecretUntil })
    return { id, secret }
  })
}

/** With its log. */
export const deleteWebhook = (ctx: WorkspaceCtx, input: z.input<typeof webhookId>): Promise<void> => {
  const { id } = webhookId.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { url } = await lockEndpoint(tx, id)
    await tx.delete(tables.webhookEndpoint).where(eq(tables.webhookEndpoint.id, id))
    await writeAudit(tx, ctx, 'webhook.deleted', { type: 'webhook', id }, { url })
  })
}

/** Sends an event of the type `webhook.test`, which every endpoint gets. */
export const testWebhook = (ctx: WorkspaceCtx, input: z.input<typeof webhookId>): Promise<{ id: string }> => {
  const { id } = webhookId.parse(input)
  return inWorkspace(ctx, 'admin', async (tx) => {
    const { workspaceId, disabledAt } = await lockEndpoint(tx, id)
    if (disabledAt) throw new AssayError('conflict', 'This webhook is switched off. Switch it on first.')
    const data = { message: 'This webhook works.' }
    return insertDelivery(tx, { workspaceId, endpointId: id, event: 'webhook.test', data, at: ctx.now() })
  })
}

export const listWebhooks = (ctx: WorkspaceCtx): Promise<WebhookEndpointView[]> =>
  inWorkspace(ctx, 'viewer', async (tx) => {
    const { webhookEndpoint } = tables
    const rows = await tx.select().from(webhookEndpoint).orderBy(asc(webhookEndpoint.createdAt))
    return rows.map(({ id, url, events, failingSince, disabledAt, oldSecretUntil, createdAt }) => ({
      ...{ id, url, events, failingSince, disabledAt, createdAt },
      oldSecretUntil: oldSecretUntil && oldSecretUntil > ctx.now() ? oldSecretUntil : null,
    }))
  })
