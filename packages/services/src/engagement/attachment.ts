import { Readable } from 'node:stream'
import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type OperatorCtx, type WorkspaceCtx } from '../core/context.ts'
import { notifyChange } from '../core/notify.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { attachmentType, sniffedBytes } from './attachment-type.ts'
import { type EngagementRow, lockEngagement } from './rows.ts'

/** Of one attachment; and how many a service may have. */
const maxBytes = 20 * 1024 ** 2
const maxCount = 20

export const addAttachmentInput = z.strictObject({
  engagementId: z.string().max(64),
  name: z.string().min(1).max(1024),
})

/** The last part of a path, without what would be read as something else in a header or a shell. */
const plainName = (given: string): string => {
  const kept = (given.split(/[\\/]/).at(-1) ?? '').normalize('NFC').replaceAll(/[^\p{L}\p{N} ._()-]/gu, '_')
  return kept.slice(-120).trim() || 'attachment'
}

const requireOpen = ({ state }: EngagementRow): void => {
  if (state === 'cancelled' || state === 'completed')
    throw new AssayError('conflict', 'This service is closed: nothing more can be attached to it.')
}

/** The first bytes of a body, and the body from its first byte on. */
const peek = async (body: Readable): Promise<{ head: Buffer; whole: Readable }> => {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  const read: Uint8Array[] = []
  let bytes = 0
  let ended = false
  while (bytes < sniffedBytes && !ended) {
    const next = await pieces.next()
    if (next.done) ended = true
    else {
      read.push(next.value)
      bytes += next.value.byteLength
    }
  }
  const rest = async function* () {
    yield* read
    for (let next = ended ? undefined : await pieces.next(); next && !next.done; next = await pieces.next())
      yield next.value
  }
  return { head: Buffer.concat(read).subarray(0, sniffedBytes), whole: Readable.from(rest()) }
}

/** Streams a file into the object store and puts it beside the request. Type and size are checked before it is kept. */
export const addAttachment = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof addAttachmentInput>,
  body: Readable,
): Promise<{ id: string; name: string; bytes: number }> => {
  const { engagementId, name: given } = addAttachmentInput.parse(input)
  const name = plainName(given)
  const { engagementAttachment } = tables
  await inWorkspace(ctx, 'member', async (tx) => requireOpen(await lockEngagement(tx, engagementId)))
  const { head, whole } = await peek(body)
  const mediaType = await attachmentType(name, head)
  const id = newId('eat')
  const storeKey = `${ctx.workspaceId}/services/${engagementId}/${id}`
  const stored = await ctx.store.put(storeKey, whole, { maxBytes })
  try {
    await inWorkspace(ctx, 'member', async (tx) => {
      requireOpen(await lockEngagement(tx, engagementId))
      const there = await tx.$count(engagementAttachment, eq(engagementAttachment.engagementId, engagementId))
      if (there >= maxCount)
        throw new AssayError('conflict', `A service has at most ${maxCount} attachments. Remove one first.`)
      const row = { id, workspaceId: ctx.workspaceId, engagementId, name, mediaType, storeKey }
      const createdBy = ctx.actor.id
      await tx.insert(engagementAttachment).values({ ...row, ...stored, createdBy, createdAt: ctx.now() })
      const subject = { type: 'engagement', id: engagementId }
      await writeAudit(tx, ctx, 'service.attached', subject, { name, ...stored })
      await notifyChange(tx, { topic: 'engagement', workspaceId: ctx.workspaceId, id: engagementId })
    })
  } catch (error) {
    await ctx.store.remove(storeKey)
    throw error
  }
  return { id, name, bytes: stored.bytes }
}

export const attachmentIdInput = z.strictObject({ attachmentId: z.string().max(64) })
export type Download = { fileName: string; contentType: string; content: Readable }

type Row = typeof tables.engagementAttachment.$inferSelect
type Reader = Pick<WorkspaceCtx['dbs']['platform'], 'select'>

const findAttachment = async (tx: Reader, id: string): Promise<Row> => {
  const { engagementAttachment } = tables
  const [found] = await tx.select().from(engagementAttachment).where(eq(engagementAttachment.id, id))
  if (!found) throw new NotFound('attachment', id)
  return found
}

const open = async (ctx: Pick<WorkspaceCtx, 'store'>, row: Row): Promise<Download> => ({
  fileName: row.name,
  contentType: row.mediaType,
  content: await ctx.store.stream(row.storeKey),
})

export const openAttachment = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof attachmentIdInput>,
): Promise<Download> => {
  const { attachmentId } = attachmentIdInput.parse(input)
  return open(ctx, await inWorkspace(ctx, 'viewer', (tx) => findAttachment(tx, attachmentId)))
}

export const openAttachmentAsOperator = async (
  ctx: OperatorCtx,
  input: z.input<typeof attachmentIdInput>,
): Promise<Download> => {
  const { attachmentId } = attachmentIdInput.parse(input)
  return open(ctx, await findAttachment(ctx.dbs.platform, attachmentId))
}

/** Takes a file away again, from the store too. */
export const removeAttachment = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof attachmentIdInput>,
): Promise<void> => {
  const { attachmentId } = attachmentIdInput.parse(input)
  const { engagementAttachment } = tables
  const { storeKey } = await inWorkspace(ctx, 'member', async (tx) => {
    const row = await findAttachment(tx, attachmentId)
    requireOpen(await lockEngagement(tx, row.engagementId))
    await tx.delete(engagementAttachment).where(eq(engagementAttachment.id, attachmentId))
    const subject = { type: 'engagement', id: row.engagementId }
    await writeAudit(tx, ctx, 'service.attachment_removed', subject, { name: row.name })
    await notifyChange(tx, { topic: 'engagement', workspaceId: ctx.workspaceId, id: row.engagementId })
    return row
  })
  await ctx.store.remove(storeKey)
}
