import { DatasetUnusable, deriveVersion, ingest, stageRows } from '@assay/datasets'
import { connectToParent } from './child.ts'
import type { IngestNews, IngestOrder } from './ingest/messages.ts'

const run = async (order: IngestOrder): Promise<void> => {
  const beganMs = performance.now()
  try {
    if (order.type === 'edits') parent.send({ type: 'derived', version: await deriveVersion(order) })
    else if (order.type === 'rows') parent.send({ type: 'staged', staged: await stageRows(order) })
    else {
      const outcome = await ingest({
        ...order,
        now: () => performance.now(),
        onProgress: (progress) => {
          const seconds = (performance.now() - beganMs) / 1000
          parent.send({ type: 'progress', progress: { ...progress, seconds } })
        },
      })
      parent.send({ type: 'done', outcome })
    }
  } catch (error) {
    if (!(error instanceof DatasetUnusable)) throw error
    parent.send({ type: 'refused', error: { code: error.code, message: error.message, line: error.line } })
  }
  parent.close()
}

const parent = connectToParent<IngestOrder, IngestNews>((order) => {
  run(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
