import { createHash } from 'node:crypto'
import type { Log } from '@assay/infra'
import { ArtifactCorrupt, type HostedModel, openBundle } from '@assay/ml-core'
import type { ObjectStore } from '@assay/services/core'
import { LineWriter } from './line-writer.ts'

export type ModelAddress = {
  modelVersionId: string
  artifactKey: string
  artifactSha256: string
  /** Of a dedicated deployment: once called it leaves for room alone. */
  keepWarm?: boolean
}
export type ReadyModel = { model: HostedModel; writer: LineWriter }

type Entry = ReadyModel & {
  usedAtMs: number
  /** Calls that hold it: it is disposed of only when the last of them is done. */
  users: number
  out: boolean
  keptWarm: boolean
}

export type ModelCache = {
  /**
   * Lends the model, loaded, verified and checked against its golden outputs first where it is not in memory; it
   * stays while `work` runs. `coldMs` is what the call waited for it; null where it was there.
   */
  use<T>(
    address: ModelAddress,
    work: (model: ReadyModel, coldMs: number | null) => T | Promise<T>,
  ): Promise<T>
  /** Puts out what nobody has used for so long, but what is kept warm. */
  putOutIdle(idleMs: number): void
  count(): number
  bytes(): number
}

/** Models in memory within a budget; the longest unused leave first. */
export const openModelCache = (
  store: ObjectStore,
  budgetBytes: number,
  log: Log,
  nowMs: () => number = () => performance.now(),
): ModelCache => {
  // A Map keeps its order of insertion: the first key is the longest unused.
  const ready = new Map<string, Entry>()
  const loading = new Map<string, Promise<Entry>>()
  let held = 0

  const putOut = (id: string, entry: Entry, reason: string) => {
    ready.delete(id)
    held -= entry.model.bytes
    entry.out = true
    if (entry.users === 0) entry.model.dispose()
    log.info({ model: id, reason }, 'model put out')
  }

  const makeRoom = () => {
    for (const [id, entry] of ready) {
      if (held <= budgetBytes || ready.size === 1) return
      putOut(id, entry, 'memory')
    }
  }

  const load = async (address: ModelAddress): Promise<Entry> => {
    const startedMs = nowMs()
    const bytes = await store.get(address.artifactKey)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 !== address.artifactSha256)
      throw new ArtifactCorrupt(`The bundle ${address.artifactKey} is not the one that was published`)
    const model = await openBundle(bytes)
    const entry: Entry = {
      model,
      writer: new LineWriter(model.labels),
      usedAtMs: nowMs(),
      users: 0,
      out: false,
      keptWarm: false,
    }
    ready.set(address.modelVersionId, entry)
    held += model.bytes
    makeRoom()
    log.info({ model: address.modelVersionId, ms: Math.round(nowMs() - startedMs) }, 'model ready')
    return entry
  }

  /** However many ask for a model at the same time, it is loaded once. */
  const wake = (address: ModelAddress): Promise<Entry> => {
    const id = address.modelVersionId
    const running = loading.get(id)
    if (running) return running
    const promise = load(address).finally(() => loading.delete(id))
    loading.set(id, promise)
    return promise
  }

  const lend = async <T>(
    entry: Entry,
    { keepWarm = false }: ModelAddress,
    work: (model: ReadyModel) => T | Promise<T>,
  ): Promise<T> => {
    entry.users++
    // Another deployment may serve the same version and not be dedicated.
    entry.keptWarm ||= keepWarm
    try {
      return await work(entry)
    } finally {
      entry.users--
      entry.usedAtMs = nowMs()
      if (entry.out && entry.users === 0) entry.model.dispose()
    }
  }

  return {
    use: async (address, work) => {
      const id = address.modelVersionId
      const found = ready.get(id)
      if (found) {
        ready.delete(id)
        ready.set(id, found)
        return lend(found, address, (model) => work(model, null))
      }
      const askedMs = nowMs()
      let entry = await wake(address)
      // Put out again before its turn came: by a herd of others in too little memory.
      while (entry.out && entry.users === 0) entry = await wake(address)
      return lend(entry, address, (model) => work(model, nowMs() - askedMs))
    },
    putOutIdle: (idleMs) => {
      const since = nowMs() - idleMs
      for (const [id, entry] of ready)
        if (entry.users === 0 && !entry.keptWarm && entry.usedAtMs <= since) putOut(id, entry, 'idle')
    },
    count: () => ready.size,
    bytes: () => held,
  }
}
