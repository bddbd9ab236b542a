import { tables } from '@assay/db'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { type Page, pageInput } from '../core/page.ts'
import { NotFound } from '../errors/index.ts'
import type { EngagementEntryView } from '../views.ts'
import { longText } from './fields.ts'
import { lockEngagement } from './rows.ts'
import { tell } from './tell.ts'

export const commentInput = z.strictObject({
  id: z.string().max(64),
  text: longText(5_000).min(1, 'Write something.'),
})

/** Says something in the thread of an engagement; the operator is told by mail. */
export const comment = (ctx: WorkspaceCtx, input: z.input<typeof commentInput>): Promise<{ id: string }> => {
  const { id, text } = commentInput.parse(input)
  return inWorkspace(ctx, 'member', async (tx) =>
    tell(tx, ctx, await lockEngagement(tx, id), { kind: 'comment', side: 'tenant', text }),
  )
}

/** The operator's word in the same thread; the tenant is told by mail. */
export const commentAsOperator = (
  ctx: OperatorCtx,
  input: z.input<typeof commentInput>,
): Promise<{ id: string }> => {
  const { id, text } = commentInput.parse(input)
  return ctx.dbs.platform.transaction(async (tx) =>
    tell(tx, ctx, await lockEngagement(tx, id), { kind: 'comment', side: 'operator', text }),
  )
}

export const entriesInput = pageInput.extend({ id: z.string().max(64) })

type Reader = Parameters<Parameters<WorkspaceCtx['dbs']['app']['transaction']>[0]>[0]

const readEntries = async (
  tx: Pick<Reader, 'select' | '$count'>,
  input: z.input<typeof entriesInput>,
): Promise<Page<EngagementEntryView>> => {
  const { id, offset, limit } = entriesInput.parse(input)
  const { engagement, engagementEntry } = tables
  const [known] = await tx.select({ id: engagement.id }).from(engagement).where(eq(engagement.id, id))
  if (!known) throw new NotFound('service', id)
  const ofIt = eq(engagementEntry.engagementId, id)
  const rows = await tx
    .select()
    .from(engagementEntry)
    .where(ofIt)
    .orderBy(desc(engagementEntry.createdAt), desc(engagementEntry.id))
    .limit(limit)
    .offset(offset)
  const items = rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    side: row.side,
    authorName: row.authorName,
    text: row.text,
    createdAt: row.createdAt,
  }))
  return { items, total: await tx.$count(engagementEntry, ofIt) }
}

/** The thread, the newest first. */
export const listEntries = (
  ctx: WorkspaceCtx,
  input: z.input<typeof entriesInput>,
): Promise<Page<EngagementEntryView>> => inWorkspace(ctx, 'viewer', (tx) => readEntries(tx, input))

export const listEntriesAsOperator = (
  ctx: OperatorCtx,
  input: z.input<typeof entriesInput>,
): Promise<Page<EngagementEntryView>> => readEntries(ctx.dbs.platform, input)
