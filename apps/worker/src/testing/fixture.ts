import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openChangeFeed, openFolderStore, openLog } from '@assay/infra'
import type { WorkspaceCtx } from '@assay/services/core'
import { createDataset, receiveUpload } from '@assay/services/dataset'
import { openTestServices } from '@assay/services/testing'
import { handleExamine } from '../jobs/examine.handler.ts'
import { handleIngest } from '../jobs/ingest.handler.ts'
import { handleMap } from '../jobs/map.handler.ts'
import { handleTrain } from '../jobs/train.handler.ts'

export const silent = openLog('worker-test', 'silent')

/** A worker's handlers on a test database and a folder store; children are forked as in production. */
export const openWorker = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-worker-'))
  const kit = await openTestServices(openFolderStore(join(folder, 'objects')))
  const scratchFolder = join(folder, 'scratch')
  await mkdir(scratchFolder)
  const changes = await openChangeFeed(kit.services.dbs.sql.platform)
  return {
    ...kit,
    folder,
    scratchFolder,
    changes,
    ingest: handleIngest(kit.services, scratchFolder),
    examine: handleExamine(kit.services),
    map: handleMap(kit.services, scratchFolder),
    train: handleTrain({
      services: kit.services,
      changes,
      log: silent,
      scratchFolder,
      workerId: 'wrk_test',
      isStopping: () => false,
      searchSlots: () => 2,
    }),
    close: async () => {
      await changes.close()
      await kit.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type TestWorker = Awaited<ReturnType<typeof openWorker>>

/** Uploads a file into a new dataset; resolves to the version that waits for its ingest. */
export const uploadFile = async (
  ctx: WorkspaceCtx,
  content: string | Buffer,
  fileName = 'mails.csv',
): Promise<string> => {
  const { id } = await createDataset(ctx, { name: 'Mails' })
  return (await receiveUpload(ctx, { datasetId: id, fileName }, Readable.from([Buffer.from(content)]))).id
}

const words = { billing: ['refund', 'invoice', 'card'], shipping: ['parcel', 'courier', 'delivery'] }

/** A separable set of short texts with two classes. */
export const supportMails = (rows: number): string => {
  const lines = ['text,label']
  for (let row = 0; row < rows; row++) {
    const label = row % 2 ? 'billing' : 'shipping'
    const [a, b] = [words[label][row % 3], words[label][(row >> 1) % 3]]
    lines.push(`please help with my ${a} and the ${b} number ${row},${label}`)
  }
  return `${lines.join('\n')}\n`
}
