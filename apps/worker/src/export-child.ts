import { readFile, writeFile } from 'node:fs/promises'
import { exportModel, MlError } from '@assay/ml-core'
import { connectToParent } from './child.ts'
import { readBrowserRuntime } from './export/browser-runtime.ts'
import type { ExportChildNews, ExportChildOrder } from './export/messages.ts'
import { provideInstalledNets } from './pretrained.ts'

const run = async ({ bundlePath, archivePath, ...order }: ExportChildOrder): Promise<void> => {
  try {
    const bundle = await readFile(bundlePath)
    await writeFile(archivePath, await exportModel({ ...order, bundle, browserRuntime: readBrowserRuntime }))
    parent.send({ type: 'done' })
  } catch (error) {
    if (!(error instanceof MlError && error.code === 'export_impossible')) throw error
    parent.send({ type: 'refused', message: error.message })
  }
  parent.close()
}

provideInstalledNets()
const parent = connectToParent<ExportChildOrder, ExportChildNews>((order) => {
  run(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
