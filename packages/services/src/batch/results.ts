import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { writeResults } from '@assay/datasets'
import { tables } from '@assay/db'
import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { fileStem } from '../core/file-stem.ts'
import type { ObjectStore } from '../core/ports.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { csvHeader, csvRow } from './results-csv.ts'

export const batchResultsInput = z.strictObject({
  id: z.string().max(64),
  format: z.enum(['jsonl', 'csv', 'parquet']).default('jsonl'),
})

export type BatchResults = { fileName: string; contentType: string; content: Readable }

async function* bytesOf(store: ObjectStore, keys: string[]): AsyncGenerator<Uint8Array> {
  for (const key of keys) yield* await store.stream(key)
}

async function* csvOf(store: ObjectStore, keys: string[], columns: string[]): AsyncGenerator<string> {
  yield csvHeader(columns)
  for (const key of keys) {
    const input = await store.stream(key)
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line !== '') yield csvRow(line, columns)
  }
}

/** The file lies on disk while it is read, and not afterwards. */
const openParquet = async (store: ObjectStore, keys: string[]): Promise<Readable> => {
  const outputPath = join(tmpdir(), `assay-results-${randomUUID()}.parquet`)
  const discard = () => rm(outputPath, { force: true })
  try {
    const paths: string[] = []
    for (const key of keys) paths.push(await store.localPath(key))
    await writeResults({ paths, outputPath })
  } catch (error) {
    await discard()
    throw error
  }
  return createReadStream(outputPath).once('close', () => void discard())
}

/** The results of all rows that are done, in their order; also while a batch runs. */
export const openBatchResults = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof batchResultsInput>,
): Promise<BatchResults> => {
  const { id, format } = batchResultsInput.parse(input)
  const { batch, batchChunk } = tables
  const { row, keys } = await inWorkspace(ctx, 'member', async (tx) => {
    const [row] = await tx.select().from(batch).where(eq(batch.id, id))
    if (!row) throw new NotFound('batch', id)
    if (row.removedAt)
      throw new AssayError(
        'conflict',
        `The results were deleted on ${row.removedAt.toISOString().slice(0, 10)}.`,
      )
    const chunks = await tx
      .select({ key: batchChunk.key })
      .from(batchChunk)
      .where(eq(batchChunk.batchId, id))
      .orderBy(asc(batchChunk.start))
    if (chunks.length === 0)
      throw new AssayError('conflict', `This batch is ${row.status} and has no results yet.`)
    await writeAudit(tx, ctx, 'batch.exported', { type: 'batch', id }, { format })
    return { row, keys: chunks.map(({ key }) => key) }
  })
  const fileName = `${fileStem(row.sourceName.replace(/\.\w+$/, ''), 'batch')}-results.${format}`
  if (format === 'parquet')
    return {
      fileName,
      contentType: 'application/vnd.apache.parquet',
      content: await openParquet(ctx.store, keys),
    }
  if (format === 'csv')
    return {
      fileName,
      contentType: 'text/csv; charset=utf-8',
      content: Readable.from(csvOf(ctx.store, keys, row.columns ?? []), { objectMode: false }),
    }
  return {
    fileName,
    contentType: 'application/x-ndjson',
    content: Readable.from(bytesOf(ctx.store, keys), { objectMode: false }),
  }
}
