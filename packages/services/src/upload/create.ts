import { newId, tables } from '@assay/db'
import { and, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { requireAppendable } from '../dataset/append.ts'
import { findDataset } from '../dataset/lookup.ts'
import {
  maxUploadBytes,
  receiveUploadInput,
  requireKnownEnding,
  safeFileName,
} from '../dataset/receive-upload.ts'
import { requireStorage } from '../dataset/storage.ts'
import { AssayError } from '../errors/index.ts'
import { directKey } from './direct.ts'
import { nextExpiry } from './lookup.ts'
import { presentUpload, type UploadView } from './read.ts'

/** Enough for a team on bad lines, too few to fill a table with. */
const mostAtOnce = 100

const createUploadInput = receiveUploadInput.extend({
  bytesTotal: z.int().min(0),
  /** The sender can put parts straight into the object store, where there is a way. */
  acceptsDirect: z.boolean().default(false),
})

/** Makes room for a file that will arrive piece by piece, within a day of each other. */
export const createUpload = (
  ctx: WorkspaceCtx,
  input: z.input<typeof createUploadInput>,
): Promise<UploadView> => {
  const {
    datasetId,
    sha256,
    options,
    bytesTotal,
    acceptsDirect,
    fileName: givenName,
  } = createUploadInput.parse(input)
  const fileName = safeFileName(givenName)
  requireKnownEnding(fileName)
  if (bytesTotal === 0)
    throw new AssayError('dataset_unusable', 'The file is empty. Send one with a header and rows.')
  if (bytesTotal > maxUploadBytes)
    throw new AssayError(
      'upload_too_large',
      `The file is larger than ${maxUploadBytes / 1024 ** 2} MB. Split it and upload the parts as versions.`,
      { param: 'upload-length' },
    )
  return inWorkspace(ctx, 'member', async (tx) => {
    const { upload } = tables
    await findDataset(tx, datasetId)
    await requireAppendable(tx, datasetId, options)
    await requireStorage(tx, ctx.workspaceId, bytesTotal)
    const open = await tx.$count(
      upload,
      and(isNull(upload.datasetVersionId), gt(upload.expiresAt, ctx.now())),
    )
    if (open >= mostAtOnce)
      throw new AssayError(
        'rate_limited',
        `${open} uploads are already in progress. Finish or cancel one first.`,
      )
    const id = newId('upl')
    const { direct } = ctx.store
    const multipartId =
      acceptsDirect && direct ? await direct.begin(directKey({ workspaceId: ctx.workspaceId, id })) : null
    const [row] = await tx
      .insert(upload)
      .values({
        id,
        workspaceId: ctx.workspaceId,
        datasetId,
        fileName,
        options,
        bytesTotal,
        multipartId,
        sha256: sha256?.toLowerCase() ?? null,
        expiresAt: nextExpiry(ctx.now()),
      })
      .returning()
    if (!row) throw new Error('The upload was not written')
    return presentUpload(row)
  })
}
