import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { newId, tables, withWorkspace } from '@assay/db'
import type { SentInput } from '@assay/ml-core/schema'
import type { Services } from '../core/context.ts'
import { ensurePlan, tellLabelling } from './plan.ts'

const rowsAtOnce = 500

/** The same input is the same row, in whatever order its columns stand. */
export const hashInput = (input: SentInput): string => {
  const content = typeof input === 'string' ? input : JSON.stringify(Object.entries(input).sort())
  return createHash('sha256').update(content).digest('hex')
}

/**
 * Takes the rows of a file of `{"input": …}` lines up, to be labelled. What is there already stays as it is, so that
 * running twice changes nothing.
 */
export const importUnlabelled = async (
  services: Services,
  target: { workspaceId: string; datasetId: string; kind: 'text' | 'table'; classes: string[] },
  path: string,
): Promise<void> => {
  const { workspaceId, datasetId, kind, classes } = target
  await withWorkspace(services.dbs.app, workspaceId, (tx) =>
    ensurePlan(tx, { workspaceId, datasetId, kind, classes }),
  )
  let batch: SentInput[] = []
  const write = async () => {
    if (batch.length === 0) return
    const rows = batch.map((input) => ({
      id: newId('lbl'),
      workspaceId,
      datasetId,
      queue: 'unlabelled' as const,
      contentSha256: hashInput(input),
      input,
    }))
    batch = []
    await withWorkspace(services.dbs.app, workspaceId, async (tx) => {
      await tx.insert(tables.labellingItem).values(rows).onConflictDoNothing()
    })
  }
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    // Written by the ingest of this very version.
    const { input } = JSON.parse(line) as { input: SentInput }
    batch.push(input)
    if (batch.length >= rowsAtOnce) await write()
  }
  await write()
  await withWorkspace(services.dbs.app, workspaceId, (tx) => tellLabelling(tx, workspaceId, datasetId))
}
