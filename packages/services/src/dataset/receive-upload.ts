import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { columnOptionsSchema, ingestOptionsSchema } from '@assay/datasets/schema'
import { newId } from '@assay/db'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { requireAppendable } from './append.ts'
import { findDataset } from './lookup.ts'
import { queueVersion, type ReceivedUpload } from './queue-version.ts'
import { requireStorage } from './storage.ts'

export const maxUploadBytes = 2 * 1024 ** 3

export const receiveUploadInput = z.strictObject({
  datasetId: z.string().max(64),
  fileName: z.string().max(1024),
  /** Hex; compared with what arrived. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
    .optional(),
  options: ingestOptionsSchema.partial().default({}),
})

const readJson = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    // The schema says what it should have been.
    return value
  }
}

/** What an upload may say of its columns. */
export const uploadColumns = ingestOptionsSchema.omit({ seed: true }).extend({
  // As JSON, where the door carries texts.
  append: z.preprocess(readJson, z.boolean().optional()),
  columns: z.preprocess(readJson, columnOptionsSchema.optional()),
  dropUpload: z.preprocess(readJson, z.boolean().optional()),
  ignoredColumns: z.preprocess(readJson, ingestOptionsSchema.shape.ignoredColumns.unwrap().optional()),
  indicatorColumns: z.preprocess(readJson, ingestOptionsSchema.shape.indicatorColumns),
})

const knownEndings = new Set('.csv .tsv .txt .jsonl .ndjson .json .manifest .xlsx .parquet .zip'.split(' '))

/** A name that is safe in a header, a path and a page: nothing of a hostile one survives. */
export const safeFileName = (name: string): string => {
  const base = name.split(/[\\/]/).at(-1) ?? ''
  const kept = base.normalize('NFC').replace(/[^\p{L}\p{N} ._()-]/gu, '')
  return kept.length === base.length && kept.replace(/[. ]/g, '') !== '' ? kept.slice(0, 200) : 'upload.csv'
}

export const requireKnownEnding = (fileName: string): void => {
  const ending = extname(fileName).toLowerCase()
  if (ending && !knownEndings.has(ending))
    throw new AssayError(
      'unsupported_media_type',
      `Files ending in ${ending} can't be read yet. Send CSV, TSV, JSON, Excel or Parquet, or a ZIP of pictures or sounds.`,
      { param: 'name' },
    )
}

/**
 * Streams an upload into the object store, then makes the dataset version and its ingest job in one
 * transaction. Where the bytes don't match their checksum nothing becomes visible.
 */
export const receiveUpload = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof receiveUploadInput>,
  body: Readable,
): Promise<ReceivedUpload> => {
  const { datasetId, sha256, options, fileName: givenName } = receiveUploadInput.parse(input)
  const fileName = safeFileName(givenName)
  requireKnownEnding(fileName)
  await inWorkspace(ctx, 'member', async (tx) => {
    await findDataset(tx, datasetId)
    await requireAppendable(tx, datasetId, options)
    await requireStorage(tx, ctx.workspaceId, 0)
  })

  const id = newId('dsv')
  const uploadKey = `${ctx.workspaceId}/uploads/${id}`
  const stored = await ctx.store.put(uploadKey, body, { maxBytes: maxUploadBytes })
  try {
    if (sha256 && sha256.toLowerCase() !== stored.sha256)
      throw new AssayError(
        'checksum_mismatch',
        `The file arrived with the SHA-256 ${stored.sha256}, not ${sha256.toLowerCase()}. Send it again.`,
        { param: 'x-content-sha256' },
      )
    if (stored.bytes === 0)
      throw new AssayError('dataset_unusable', 'The file is empty. Send one with a header and rows.')
    return await inWorkspace(ctx, 'member', async (tx) => {
      await requireStorage(tx, ctx.workspaceId, stored.bytes)
      return queueVersion(tx, ctx, { id, datasetId, fileName, uploadKey, options, stored })
    })
  } catch (error) {
    await ctx.store.remove(uploadKey)
    throw error
  }
}
