import { readExamples } from '@assay/datasets'
import { type FitData, MlError, runFit } from '@assay/ml-core'
import { connectToParent } from './child.ts'
import { provideInstalledNets } from './pretrained.ts'
import type { FitNews, FitOrder, FitSource } from './training/fit-messages.ts'

let data: Promise<FitData> | null = null

const read = async ({ parquetPath, profile, config, backend }: FitSource): Promise<FitData> => {
  const { labels, train, validation } = await readExamples({ path: parquetPath, profile })
  return { labels, train, validation, config, ...(backend && { backend }) }
}

const fit = async ({ source, task }: FitOrder): Promise<void> => {
  data ??= read(source)
  try {
    const result = await runFit(await data, task, {
      now: () => performance.now(),
      onProgress: (progress) => parent.send({ type: 'progress', progress }),
    })
    parent.send({ type: 'fitted', result })
  } catch (error) {
    if (!(error instanceof MlError)) throw error
    parent.send({ type: 'refused', error: { code: error.code, message: error.message } })
  }
}

provideInstalledNets()
const parent = connectToParent<FitOrder, FitNews>((order) => {
  fit(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
