import { randomBytes } from 'node:crypto'
import type { Sql } from '@assay/db'
import { type ChangeNotice, changeChannel } from '@assay/services/core'

const beatMs = 300
/** Beats go through the same connection as the notices: while they arrive, so do the notices. */
const healthyForMs = 900

export type ChangeFeed = {
  /** Calls back for every notice of every workspace until the returned function is called. */
  subscribe(listener: (notice: ChangeNotice) => void): () => void
  /** Notices may have been missed (a lost connection): whatever was cached from them must be forgotten. */
  onGap(listener: () => void): void
  /** Whether notices are known to arrive at this moment. */
  isHealthy(): boolean
  close(): Promise<void>
}

/** One LISTEN connection per process, fanned out within it. Reconnects by itself. */
export const openChangeFeed = async (sql: Sql): Promise<ChangeFeed> => {
  const listeners = new Set<(notice: ChangeNotice) => void>()
  const gapListeners = new Set<() => void>()
  const beatChannel = `assay_beat_${randomBytes(6).toString('hex')}`
  let beatHeardAtMs = performance.now()
  let connected = false

  const changes = await sql.listen(
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
  const beats = await sql.listen(beatChannel, () => {
    beatHeardAtMs = performance.now()
  })
  const beating = setInterval(() => {
    // A lost connection is just what a beat is there to notice.
    sql.notify(beatChannel, '').catch(() => {})
  }, beatMs)
  beating.unref()

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onGap: (listener) => {
      gapListeners.add(listener)
    },
    isHealthy: () => performance.now() - beatHeardAtMs < healthyForMs,
    close: async () => {
      clearInterval(beating)
      await Promise.all([changes.unlisten(), beats.unlisten()])
    },
  }
}
