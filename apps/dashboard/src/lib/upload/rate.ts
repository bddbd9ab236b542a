const windowMs = 8_000

export type Pace = { bytesPerSecond: number; secondsLeft: number | null }

/** How fast bytes have gone over the last seconds; `restart` after a pause, so that it does not count. */
export const openRateMeter = (bytesTotal: number, now: () => number) => {
  let marks: { atMs: number; bytes: number }[] = []
  return {
    restart: () => {
      marks = []
    },
    read: (bytesSent: number): Pace => {
      const atMs = now()
      // Bytes that have to be sent again make the count fall: what went before tells nothing any more.
      if (bytesSent < (marks.at(-1)?.bytes ?? 0)) marks = []
      marks.push({ atMs, bytes: bytesSent })
      while (marks.length > 2 && atMs - (marks[0]?.atMs ?? 0) > windowMs) marks.shift()
      const first = marks[0] ?? { atMs, bytes: bytesSent }
      const seconds = (atMs - first.atMs) / 1000
      const bytesPerSecond = seconds > 0 ? (bytesSent - first.bytes) / seconds : 0
      const isTelling = seconds > 0.4 && bytesPerSecond > 0
      return { bytesPerSecond, secondsLeft: isTelling ? (bytesTotal - bytesSent) / bytesPerSecond : null }
    },
  }
}
