import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { exportCsv } from '@assay/datasets'
import { z } from 'zod'
import { writeAudit } from '../core/audit.ts'
import { inWorkspace, type WorkspaceCtx } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'
import { findDataset, findDatasetVersion } from './lookup.ts'
import { readProfile } from './present.ts'

export const exportDatasetVersionInput = z.strictObject({
  id: z.string().max(64),
  /** The version as CSV or as it is kept (Parquet), or the file as it was uploaded. */
  format: z.enum(['csv', 'parquet', 'upload']),
})

export type ExportedDataset = { fileName: string; contentType: string; content: Readable }

/** Gives a version back: everything that was uploaded, and what was made of it. Audited. */
export const exportDatasetVersion = async (
  ctx: WorkspaceCtx,
  input: z.input<typeof exportDatasetVersionInput>,
): Promise<ExportedDataset> => {
  const { id, format } = exportDatasetVersionInput.parse(input)
  const { row, name } = await inWorkspace(ctx, 'member', async (tx) => {
    const version = await findDatasetVersion(tx, id)
    const dataset = await findDataset(tx, version.datasetId)
    await writeAudit(tx, ctx, 'dataset.exported', { type: 'dataset_version', id }, { format })
    return { row: version, name: dataset.name }
  })
  if (format === 'upload') {
    if (!row.uploadKey)
      throw new AssayError(
        'conflict',
        'This version was made by edits. Its file is that of the first version.',
      )
    const path = await ctx.store.localPath(row.uploadKey)
    return {
      fileName: row.fileName,
      contentType: 'application/octet-stream',
      content: createReadStream(path),
    }
  }
  const profile = readProfile(row)
  if (!row.parquetKey || !profile)
    throw new AssayError('conflict', `This version is ${row.status}; it can be exported once it is ready.`)
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const fileName = `${plain || 'dataset'}-v${row.number}.${format}`
  const path = await ctx.store.localPath(row.parquetKey)
  if (format === 'parquet')
    return { fileName, contentType: 'application/vnd.apache.parquet', content: createReadStream(path) }
  if (profile.kind !== 'text' && profile.kind !== 'table')
    throw new AssayError(
      'invalid_request',
      'Only texts and tables fit into CSV. Take Parquet or the upload.',
      {
        param: 'format',
      },
    )
  const outputPath = join(tmpdir(), `assay-export-${randomUUID()}.csv`)
  await exportCsv({ path, profile, outputPath })
  const content = createReadStream(outputPath)
  content.once('close', () => void rm(outputPath, { force: true }))
  return { fileName, contentType: 'text/csv; charset=utf-8', content }
}
