import { createHash } from 'node:crypto'
import type { Log } from '@assay/infra'
import { type HostedModel, openBundle } from '@assay/ml-core'
import type { ObjectStore } from '@assay/services/core'
import { LineWriter } from './line-writer.ts'

export type ModelAddress = { modelVersionId: string; artifactKey: string; artifactSha256: string }
export type ReadyModel = { model: HostedModel; writer: LineWriter }

export type ModelCache = {
  /** The model in memory, or loaded, verified and checked against its golden outputs first. */
  find(address: ModelAddress): ReadyModel | Promise<ReadyModel>
  count(): number
  bytes(): number
}

/** Models in memory within a budget; the longest unused leave first. */
export const openModelCache = (store: ObjectStore, budgetBytes: number, log: Log): ModelCache => {
  // A Map keeps its order of insertion: the first key is the longest unused.
  const ready = new Map<string, ReadyModel>()
  const loading = new Map<string, Promise<ReadyModel>>()
  let held = 0

  const makeRoom = () => {
    for (const [id, { model }] of ready) {
      if (held <= budgetBytes || ready.size === 1) return
      ready.delete(id)
      held -= model.bytes
      model.dispose()
      log.info({ model: id }, 'model put out to make room')
    }
  }

  const load = async (address: ModelAddress): Promise<ReadyModel> => {
    const startedMs = performance.now()
    const bytes = await store.get(address.artifactKey)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 !== address.artifactSha256)
      throw new Error(`The bundle ${address.artifactKey} is not the one that was published`)
    const model = await openBundle(bytes)
    const entry = { model, writer: new LineWriter(model.labels) }
    ready.set(address.modelVersionId, entry)
    held += model.bytes
    makeRoom()
    log.info({ model: address.modelVersionId, ms: Math.round(performance.now() - startedMs) }, 'model ready')
    return entry
  }

  return {
    find: (address) => {
      const id = address.modelVersionId
      const found = ready.get(id)
      if (found) {
        ready.delete(id)
        ready.set(id, found)
        return found
      }
      const running = loading.get(id)
      if (running) return running
      const promise = load(address).finally(() => loading.delete(id))
      loading.set(id, promise)
      return promise
    },
    count: () => ready.size,
    bytes: () => held,
  }
}
