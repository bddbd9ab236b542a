import type { Sql } from '@assay/db'
import { type ChangeNotice, changeChannel } from '@assay/services/core'

export type ChangeFeed = {
  /** Calls back for every notice of every workspace until the returned function is called. */
  subscribe(listener: (notice: ChangeNotice) => void): () => void
  /** Notices may have been missed (a lost connection): whatever was cached from them must be forgotten. */
  onGap(listener: () => void): void
  close(): Promise<void>
}

/** One LISTEN connection per process, fanned out within it. Reconnects by itself. */
export const openChangeFeed = async (sql: Sql): Promise<ChangeFeed> => {
  const listeners = new Set<(notice: ChangeNotice) => void>()
  const gapListeners = new Set<() => void>()
  let connected = false
  const subscription = await sql.listen(
    changeChannel,
    (payload) => {
      // Only notifyChange writes to the channel.
      const notice = JSON.parse(payload) as ChangeNotice
      for (const listener of listeners) listener(notice)
    },
    () => {
      if (connected) for (const listener of gapListeners) listener()
      connected = true
    },
  )
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onGap: (listener) => {
      gapListeners.add(listener)
    },
    close: () => subscription.unlisten(),
  }
}
