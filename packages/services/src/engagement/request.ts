import { newId, type Tx, tables } from '@assay/db'
import { and, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { requireFeature } from '../feature/is-enabled.ts'
import { currencyCode, day, longText, wholeMinor } from './fields.ts'
import { lockEngagement, moveEngagement } from './rows.ts'
import { tell } from './tell.ts'

export const requestEngagementInput = z.strictObject({
  title: longText(120)
    .min(1, 'Give it a title.')
    .transform((text) => text.replaceAll(/\s+/g, ' ')),
  brief: longText(10_000).min(1, 'Describe what it should do.'),
  dataKind: z.enum(['text', 'table', 'image', 'audio', 'other']),
  datasetIds: z.array(z.string().max(64)).max(20).default([]),
  currency: currencyCode,
  budgetMinMinor: wholeMinor.nullable().default(null),
  budgetMaxMinor: wholeMinor.nullable().default(null),
  wantedOn: day.nullable().default(null),
})

/** More would be no requests but a flood. */
const maxOpen = 50

const linkDatasets = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  engagementId: string,
  datasetIds: string[],
): Promise<void> => {
  if (datasetIds.length === 0) return
  const wanted = [...new Set(datasetIds)]
  const found = await tx
    .select({ id: tables.dataset.id })
    .from(tables.dataset)
    .where(and(inArray(tables.dataset.id, wanted), isNull(tables.dataset.deletedAt)))
  const missing = wanted.find((id) => !found.some((one) => one.id === id))
  if (missing !== undefined) throw new NotFound('dataset', missing)
  await tx.insert(tables.engagementLink).values(
    wanted.map((datasetId) => ({
      id: newId('elk'),
      workspaceId: ctx.workspaceId,
      engagementId,
      datasetId,
    })),
  )
}

/** Asks the operator for a custom service. Costs nothing: a quote follows, to be accepted or not. */
export const requestEngagement = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof requestEngagementInput>,
): Promise<{ id: string }> => {
  const { datasetIds, budgetMinMinor, budgetMaxMinor, ...asked } = requestEngagementInput.parse(input)
  const [least, most] = [budgetMinMinor, budgetMaxMinor].map((text) => (text === null ? null : BigInt(text)))
  if (least != null && most != null && least > most)
    throw new AssayError('invalid_request', 'The budget’s maximum is below its minimum.', {
      param: 'budgetMaxMinor',
    })
  await requireFeature(ctx, 'service_requests', ctx.workspaceId)
  return inWorkspace(ctx, 'member', async (tx) => {
    const waiting = inArray(tables.engagement.state, ['requested', 'quoted', 'active'])
    if ((await tx.$count(tables.engagement, waiting)) >= maxOpen)
      throw new AssayError(
        'conflict',
        `A workspace can have at most ${maxOpen} open services. Withdraw one first.`,
      )
    const id = newId('eng')
    const at = ctx.now()
    await tx.insert(tables.engagement).values({
      ...asked,
      id,
      workspaceId: ctx.workspaceId,
      budgetMinMinor: least ?? null,
      budgetMaxMinor: most ?? null,
      createdBy: ctx.actor.type === 'user' ? ctx.actor.id : null,
      createdAt: at,
      updatedAt: at,
    })
    await linkDatasets(tx, ctx, id, datasetIds)
    await tell(
      tx,
      ctx,
      { id, workspaceId: ctx.workspaceId },
      { side: 'tenant', text: `Asked for “${asked.title}”.` },
    )
    await writeAudit(tx, ctx, 'service.requested', { type: 'engagement', id }, { title: asked.title })
    return { id }
  })
}

export const engagementIdInput = z.strictObject({ id: z.string().max(64) })

/** Takes a request back, as long as no quote is accepted. */
export const cancelEngagement = (
  ctx: WorkspaceCtx,
  input: z.input<typeof engagementIdInput>,
): Promise<void> => {
  const { id } = engagementIdInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) => {
    const engagement = await lockEngagement(tx, id)
    if (engagement.state === 'cancelled') return
    if (engagement.state === 'active' || engagement.state === 'completed')
      throw new AssayError(
        'conflict',
        'A quote has already been accepted. Describe in the discussion what should change.',
      )
    await moveEngagement(tx, id, { state: 'cancelled' }, ctx.now())
    await tell(tx, ctx, engagement, { side: 'tenant', text: 'Withdrew the request.' })
    await writeAudit(tx, ctx, 'service.cancelled', { type: 'engagement', id })
  })
}
