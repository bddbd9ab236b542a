/** Calls that wait longer than this, group after group, stand in a queue that only grows. */
const standingMs = 250
/** For how long that has to be so. */
const patienceMs = 400
/** How long a call may have to wait once that is so. */
const aimMs = 200
/** So many may always wait, however slow the model. */
const fewest = 256
const most = 8_192

export type QueueLimit = {
  /** A group begins, whose oldest call has waited since then. */
  taken(sinceMs: number): void
  /** A group was answered. */
  served(items: number, tookMs: number): void
  /** What waits by now waited for a model to wake, not for others. */
  forgive(): void
  /** Items that may wait. */
  most(): number
}

/**
 * How much may wait for one model. A burst is taken in whole; where a queue does not empty any more (CoDel's sign,
 * Nichols and Jacobson 2012: even the shortest wait of a while is long), only what can be answered soon is.
 */
export const openQueueLimit = (nowMs: () => number): QueueLimit => {
  let longSinceMs: number | null = null
  let forgivenUntilMs = Number.NEGATIVE_INFINITY
  let itemsPerMs = 1

  return {
    taken: (sinceMs) => {
      const now = nowMs()
      if (sinceMs < forgivenUntilMs) return
      if (now - sinceMs < standingMs) longSinceMs = null
      else longSinceMs ??= now
    },
    served: (items, tookMs) => {
      itemsPerMs += 0.2 * (items / Math.max(tookMs, 0.1) - itemsPerMs)
    },
    forgive: () => {
      forgivenUntilMs = nowMs()
      longSinceMs = null
    },
    most: () => {
      const standing = longSinceMs !== null && nowMs() - longSinceMs > patienceMs
      return standing ? Math.min(most, Math.max(fewest, Math.round(itemsPerMs * aimMs))) : most
    },
  }
}
