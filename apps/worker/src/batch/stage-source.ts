import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StagedRows } from '@assay/datasets'
import type { JobError } from '@assay/db'
import { type BatchClaim, keepBatchRows } from '@assay/services/batch'
import type { Services } from '@assay/services/core'
import { startChild } from '../child.ts'
import type { IngestNews, IngestOrder } from '../ingest/messages.ts'
import { BatchRefused } from './batch-refused.ts'

const childMemoryMb = 1024

const runChild = async (order: IngestOrder): Promise<StagedRows> => {
  let staged: StagedRows | null = null
  let refused: JobError | null = null
  const child = startChild<IngestOrder, IngestNews>('ingest-child', childMemoryMb, (news, settle) => {
    if (news.type === 'staged') staged = news.staged
    if (news.type === 'refused') refused = news.error
    settle()
  })
  child.send(order)
  await child.finished
  // Assigned by the child's message, which the compiler cannot see.
  const error = refused as JobError | null
  if (error) throw new BatchRefused(error.code, error.message)
  if (!staged) throw new Error('The ingest child ended without an answer')
  return staged
}

/**
 * Reads an uploaded file in a process of its own, so that its rows can be taken from any place on; the file itself goes.
 * Null where the batch is no longer ours. Throws `BatchRefused`.
 */
export const stageSource = async (
  services: Services,
  claim: BatchClaim & { source: { type: 'upload' } },
  scratchFolder: string,
): Promise<BatchClaim | null> => {
  const { key, fileName, textColumn } = claim.source
  const scratchDir = join(scratchFolder, `${claim.id}-${claim.attempt}-${randomBytes(4).toString('hex')}`)
  await mkdir(scratchDir, { recursive: true })
  try {
    const outputPath = join(scratchDir, 'rows.parquet')
    const sourcePath = await services.store.localPath(key, { into: scratchDir })
    const { columns, rows, unreadable } = await runChild({
      type: 'rows',
      sourcePath,
      fileName,
      outputPath,
      scratchDir,
    })
    const rowsKey = `${claim.folder}/rows-${claim.attempt}.parquet`
    await services.store.put(rowsKey, createReadStream(outputPath))
    const kept = await keepBatchRows(services, claim, { rowsKey, columns, rowsTotal: rows, unreadable })
    if (!kept) return null
    await services.store.remove(key)
    return { ...claim, rowsTotal: rows, source: { type: 'rows', key: rowsKey, columns, textColumn } }
  } finally {
    await rm(scratchDir, { recursive: true, force: true })
  }
}
