import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { newId, type Tx, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { enqueue } from '../core/jobs.ts'
import { findDataset, findDatasetVersion } from '../dataset/lookup.ts'
import { readProfile } from '../dataset/present.ts'
import { maxUploadBytes, safeFileName } from '../dataset/receive-upload.ts'
import { requireStorage } from '../dataset/storage.ts'
import { findServedDeployment, type ServedDeployment } from '../deployment/served.ts'
import { AssayError, NotFound } from '../errors/index.ts'
import { requireFeature } from '../feature/is-enabled.ts'
import type { BatchView } from '../views.ts'
import { batchFolder, tellBatch } from './lookup.ts'
import { getBatch } from './read.ts'

/** Rows and results go after this. */
export const batchKeptDays = 30

const common = {
  deploymentId: z.string().max(64),
  /** Of a file for texts: the column that holds them, where it is not the only one. */
  textColumn: z.string().min(1).max(200).optional(),
  /** How many scores of each row are kept; all of them if left out. */
  topK: z.int().min(1).max(10_000).optional(),
  /** The same key with the same request starts one batch, however often it is sent. */
  idempotencyKey: z.string().min(1).max(255).optional(),
}

export const startBatchInput = z.strictObject({ ...common, datasetVersionId: z.string().max(64) })
export const startFileBatchInput = z.strictObject({ ...common, fileName: z.string().max(1024) })

type Asked = Omit<z.output<typeof startFileBatchInput>, 'fileName'>
type Source = {
  sourceName: string
  datasetVersionId: string | null
  uploadKey: string | null
  digest: string
}

const findTarget = async (tx: Tx, deploymentId: string): Promise<ServedDeployment> => {
  const target = await findServedDeployment(tx, deploymentId)
  if (!target || target.stopped) throw new NotFound('deployment', deploymentId)
  return target
}

const hashOf = (asked: Asked, digest: string): string =>
  createHash('sha256')
    .update(JSON.stringify([asked.deploymentId, asked.textColumn, asked.topK, digest]))
    .digest('hex')

/** The batch that an Idempotency-Key stands for already. Throws `idempotency_mismatch` where the request is another. */
const findRepeated = async (tx: Tx, asked: Asked, requestHash: string): Promise<string | null> => {
  if (asked.idempotencyKey === undefined) return null
  const { batch } = tables
  const [found] = await tx.select().from(batch).where(eq(batch.idempotencyKey, asked.idempotencyKey))
  if (found && found.requestHash !== requestHash)
    throw new AssayError(
      'idempotency_mismatch',
      'This Idempotency-Key was used with another request. Use a new key for a new request.',
      { param: 'Idempotency-Key' },
    )
  return found?.id ?? null
}

/** The row and its job, once for each idempotency key. Resolves to the id of whichever batch stands for the request. */
const queueBatch = async (
  tx: Tx,
  ctx: WorkspaceCtx,
  id: string,
  target: ServedDeployment,
  asked: Asked,
  { digest, ...source }: Source,
): Promise<string> => {
  const { workspaceId, actor } = ctx
  const requestHash = hashOf(asked, digest)
  const made = await tx
    .insert(tables.batch)
    .values({
      ...source,
      id,
      workspaceId,
      requestHash,
      deploymentId: target.deploymentId,
      modelVersionId: target.modelVersionId,
      policy: target.policy,
      status: 'queued',
      textColumn: asked.textColumn ?? null,
      topK: asked.topK ?? null,
      idempotencyKey: asked.idempotencyKey ?? null,
      apiKeyId: actor.type === 'api_key' ? actor.id : null,
      createdBy: actor.type === 'user' ? actor.id : null,
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + batchKeptDays * 86_400_000),
    })
    .onConflictDoNothing()
    .returning({ id: tables.batch.id })
  if (made.length === 0) return (await findRepeated(tx, asked, requestHash)) ?? id
  await enqueue(tx, 'batch.run', { workspaceId, batchId: id }, { key: `batch/${id}` })
  await tellBatch(tx, { workspaceId, id })
  const about = { deploymentId: target.deploymentId, source: source.sourceName }
  await writeAudit(tx, ctx, 'batch.started', { type: 'batch', id }, about)
  return id
}

/** Starts a batch over a ready dataset version of the deployment's kind of data. */
export const startBatch = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof startBatchInput>,
): Promise<BatchView> => {
  const { datasetVersionId, ...asked } = startBatchInput.parse(input)
  await requireFeature(ctx, 'batches', ctx.workspaceId)
  const id = await inWorkspace(ctx, 'member', async (tx) => {
    const target = await findTarget(tx, asked.deploymentId)
    const version = await findDatasetVersion(tx, datasetVersionId)
    const { name } = await findDataset(tx, version.datasetId)
    const profile = readProfile(version)
    if (version.status !== 'ready' || !profile)
      throw new AssayError('conflict', `This version is ${version.status}; a batch needs one that is ready.`)
    if (profile.kind !== target.kind)
      throw new AssayError(
        'invalid_request',
        `The deployment takes ${nouns[target.kind]}; this version holds ${nouns[profile.kind]}.`,
        { param: 'dataset_version' },
      )
    const sourceName = `${name} v${version.number}`
    const source = { sourceName, datasetVersionId, uploadKey: null, digest: datasetVersionId }
    return queueBatch(tx, ctx, newId('bat'), target, asked, source)
  })
  return getBatch(ctx, { id })
}

const nouns = { text: 'texts', table: 'table rows', image: 'pictures', audio: 'sounds' } as const

const knownEnding = /\.(csv|tsv|txt|jsonl|ndjson|json|xlsx|parquet)$/i

const requireRows = ({ kind }: ServedDeployment, fileName: string): void => {
  if (kind === 'image' || kind === 'audio')
    throw new AssayError(
      'invalid_request',
      `A file of rows cannot hold ${nouns[kind]}. Upload them as a dataset and start the batch on its version.`,
      { param: 'name' },
    )
  if (!knownEnding.test(fileName))
    throw new AssayError(
      'unsupported_media_type',
      'Give the file the extension of its format: .csv, .tsv, .jsonl, .json, .xlsx or .parquet.',
      { param: 'name' },
    )
}

/** Streams a file of rows into the object store and starts a batch over it. */
export const startFileBatch = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof startFileBatchInput>,
  body: Readable,
): Promise<BatchView> => {
  const { fileName: givenName, ...asked } = startFileBatchInput.parse(input)
  await requireFeature(ctx, 'batches', ctx.workspaceId)
  const fileName = safeFileName(givenName)
  await inWorkspace(ctx, 'member', async (tx) => {
    requireRows(await findTarget(tx, asked.deploymentId), fileName)
    await requireStorage(tx, ctx.workspaceId, 0)
  })
  const id = newId('bat')
  const folder = batchFolder({ workspaceId: ctx.workspaceId, id })
  const uploadKey = `${folder}/upload`
  let kept = false
  try {
    const stored = await ctx.store.put(uploadKey, body, { maxBytes: maxUploadBytes })
    if (stored.bytes === 0)
      throw new AssayError('dataset_unusable', 'The file is empty. Send one with a header and rows.')
    const made = await inWorkspace(ctx, 'member', async (tx) => {
      await requireStorage(tx, ctx.workspaceId, stored.bytes)
      // It may have been stopped while the bytes arrived.
      const target = await findTarget(tx, asked.deploymentId)
      const source = { sourceName: fileName, datasetVersionId: null, uploadKey, digest: stored.sha256 }
      return queueBatch(tx, ctx, id, target, asked, source)
    })
    kept = made === id
    return await getBatch(ctx, { id: made })
  } finally {
    if (!kept) await ctx.store.remove(folder)
  }
}
