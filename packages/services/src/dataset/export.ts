import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { exportCsv } from '@assay/datasets'
import type { DatasetProfile } from '@assay/datasets/schema'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { fileStem } from '../core/file-stem.ts'
import { AssayError } from '../errors/index.ts'
import { uploadDropped } from './drop-upload.ts'
import { type DatasetVersionRow, findDataset, findDatasetVersion } from './lookup.ts'
import { readProfile, readReport } from './present.ts'
import { refusedKey } from './refused-key.ts'

export const exportDatasetVersionInput = z.strictObject({
  id: z.string().max(64),
  /** The version as CSV or as it is kept (Parquet), the file as it was uploaded, or the rows of it that were refused. */
  format: z.enum(['csv', 'parquet', 'upload', 'refused']),
})

export type ExportedDataset = { fileName: string; contentType: string; content: Readable }

/**
 * Gives a version back: everything that was uploaded, and what was made of it. Who takes it is written down, what is
 * refused is not.
 */
export const exportDatasetVersion = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof exportDatasetVersionInput>,
): Promise<ExportedDataset> => {
  const { id, format } = exportDatasetVersionInput.parse(input)
  const found = await inWorkspace(ctx, 'member', async (tx) => {
    const row = await findDatasetVersion(tx, id)
    const { name } = await findDataset(tx, row.datasetId)
    const source =
      format === 'upload' ? uploadOf(row) : format === 'refused' ? refusedOf(row) : versionOf(row, format)
    await writeAudit(tx, ctx, 'dataset.exported', { type: 'dataset_version', id }, { format })
    return { ...source, stem: fileStem(name, 'dataset'), row }
  })
  // An upload may be dropped; no copy of it stays in this machine's cache.
  if (format === 'upload')
    return {
      fileName: found.row.fileName,
      contentType: 'application/octet-stream',
      content: await ctx.store.stream(found.key),
    }
  if (format === 'refused')
    return {
      fileName: `${found.stem}-v${found.row.number}-refused.csv`,
      contentType: 'text/csv; charset=utf-8',
      content: await ctx.store.stream(found.key),
    }
  const path = await ctx.store.localPath(found.key)
  const fileName = `${found.stem}-v${found.row.number}.${format}`
  if (format === 'parquet' || found.profile === null)
    return { fileName, contentType: 'application/vnd.apache.parquet', content: createReadStream(path) }
  return { fileName, contentType: 'text/csv; charset=utf-8', content: await openCsv(path, found.profile) }
}

type Source = { key: string; profile: DatasetProfile | null }

const uploadOf = ({ uploadKey, uploadDroppedAt }: DatasetVersionRow): Source => {
  if (uploadDroppedAt) throw uploadDropped(uploadDroppedAt)
  if (uploadKey) return { key: uploadKey, profile: null }
  throw new AssayError('conflict', 'This version was made by edits. Its file is that of the first version.')
}

const refusedOf = (row: DatasetVersionRow): Source => {
  if (row.uploadDroppedAt) throw uploadDropped(row.uploadDroppedAt)
  if (readReport(row)?.refusedKept) return { key: refusedKey(row), profile: null }
  throw new AssayError('conflict', 'No refused rows are kept for this version.')
}

const versionOf = (row: DatasetVersionRow, format: 'csv' | 'parquet'): Source => {
  const profile = readProfile(row)
  if (!row.parquetKey || !profile)
    throw new AssayError('conflict', `This version is ${row.status}; it can be exported once it is ready.`)
  if (format === 'csv' && profile.kind !== 'text' && profile.kind !== 'table')
    throw new AssayError(
      'invalid_request',
      'Only texts and tables can be exported as CSV. Choose Parquet or the uploaded file.',
      {
        param: 'format',
      },
    )
  return { key: row.parquetKey, profile }
}

/** The CSV lies on disk while it is read, and not afterwards. */
const openCsv = async (path: string, profile: DatasetProfile): Promise<Readable> => {
  const outputPath = join(tmpdir(), `assay-export-${randomUUID()}.csv`)
  const discard = () => rm(outputPath, { force: true })
  try {
    await exportCsv({ path, profile, outputPath })
  } catch (error) {
    await discard()
    throw error
  }
  return createReadStream(outputPath).once('close', () => void discard())
}
