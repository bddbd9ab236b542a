import { readFile, writeFile } from 'node:fs/promises'
import { readContext, readExamples } from '@assay/datasets'
import { MlError, makeReference, trainModel } from '@assay/ml-core'
import { type BackendName, backendNameSchema, type TrainingConfig } from '@assay/ml-core/schema'
import { connectToParent } from './child.ts'
import { provideInstalledNets } from './pretrained.ts'
import { openFitChildren } from './training/fit-children.ts'
import type { TrainingNews, TrainingOrder } from './training/messages.ts'

const fitMemoryMb = 4_096
const cancelling = new AbortController()
const loads = new Map<string, (bytes: Uint8Array | null) => void>()
const saves = new Map<string, () => void>()

const checkpoint = {
  load: (name: string) =>
    new Promise<Uint8Array | null>((resolve) => {
      loads.set(name, resolve)
      parent.send({ type: 'load', name })
    }),
  save: (name: string, bytes: Uint8Array) =>
    new Promise<void>((resolve) => {
      saves.set(name, resolve)
      parent.send({ type: 'save', name, bytes })
    }),
}

/** What the run names, else what the worker's environment names; the worker has checked it at its start. */
const backendOf = (config: TrainingConfig): { backend?: BackendName } => {
  const backend = config.backend ?? backendNameSchema.optional().parse(process.env['TRAINING_BACKEND'])
  return backend === undefined ? {} : { backend }
}

const train = async (order: Extract<TrainingOrder, { type: 'start' }>): Promise<void> => {
  let fits: ReturnType<typeof openFitChildren> | null = null
  try {
    const version = { path: order.parquetPath, profile: order.profile }
    const examples = await readExamples(version)
    const { labels, train, validation, test } = examples
    const backend = backendOf(order.config)
    const source = {
      parquetPath: order.parquetPath,
      profile: order.profile,
      config: order.config,
      ...backend,
    }
    if (order.config.search && order.searchSlots > 1)
      fits = openFitChildren(source, order.searchSlots, fitMemoryMb)
    const trained = await trainModel({
      labels,
      train,
      validation,
      test,
      rowNumbers: {
        train: train.rowNumbers,
        validation: validation.rowNumbers,
        test: test.rowNumbers,
      },
      context: await readContext(version),
      config: order.config,
      ...(order.parentPath !== null && { parent: await readFile(order.parentPath) }),
      ...backend,
      ...(fits && { fits }),
      signal: cancelling.signal,
      checkpoint,
      onProgress: (progress) => parent.send({ type: 'progress', progress }),
      now: () => performance.now(),
    })
    await writeFile(order.bundlePath, trained.bundle)
    const { manifest, report, modelHash, bundle } = trained
    const driftReference = makeReference({ train, test, report })
    parent.send({ type: 'done', manifest, report, driftReference, modelHash, bytes: bundle.byteLength })
  } catch (error) {
    if (cancelling.signal.aborted) parent.send({ type: 'cancelled' })
    else if (error instanceof MlError)
      parent.send({ type: 'refused', error: { code: error.code, message: error.message } })
    else throw error
  } finally {
    fits?.close()
  }
  parent.close()
}

provideInstalledNets()
const parent = connectToParent<TrainingOrder, TrainingNews>((order) => {
  if (order.type === 'cancel') cancelling.abort()
  else if (order.type === 'loaded') loads.get(order.name)?.(order.bytes)
  else if (order.type === 'saved') saves.get(order.name)?.()
  else
    train(order).catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
})
