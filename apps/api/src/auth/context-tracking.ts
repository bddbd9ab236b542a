import { AsyncLocalStorage } from 'node:async_hooks'

/** Where better-auth keeps its storages, one set for the process. */
const globalName = Symbol.for('better-auth:global')

const findStorages = (): AsyncLocalStorage<unknown>[] => {
  const { context = {} } = (globalThis as { [globalName]?: { context?: object } })[globalName] ?? {}
  return Object.values(context).filter((value) => value instanceof AsyncLocalStorage)
}

/**
 * Runs the calls of better-auth so that Node follows asynchronous contexts only while one of them is on its way. Up to
 * Node 22 a single storage that was ever used makes every promise of the process slower: a prediction then costs a
 * third more.
 */
export const openContextTracking = (): (<T>(call: () => Promise<T>) => Promise<T>) => {
  let running = 0
  return async (call) => {
    running++
    try {
      return await call()
    } finally {
      running--
      if (running === 0) for (const storage of findStorages()) storage.disable()
    }
  }
}
