import { DoorError } from '../errors.ts'
import type { Carrier } from './carrier.ts'
import { openRateMeter, type Pace } from './rate.ts'
import type { Valve } from './valve.ts'
import { waitForLine } from './wait-for-line.ts'

export type UploadProgress = Pace & {
  bytesSent: number
  bytesTotal: number
  /** `waiting`: the connection is lost and will be tried again; `checking`: all has arrived. */
  phase: 'sending' | 'paused' | 'waiting' | 'checking'
}

const least = 256 * 1024
const most = 16 * 1024 ** 2
const quickMs = 3_000
const changedTimes = 5
const longestWaitMs = 15_000
/** Nothing of the person's is wrong: a server that restarts, a line that is gone, a stretch sent twice. */
const passing = new Set([
  'offline',
  'overloaded',
  'unavailable',
  'internal_error',
  'rate_limited',
  'conflict',
  'checksum_mismatch',
])

/**
 * Sends a file in stretches, each from where the last one that is kept ended, through pauses and lost connections,
 * and resolves to its dataset version's id.
 * @throws DoorError what the server refuses for good, or `aborted`
 */
export const sendFile = async (
  file: Blob,
  carrier: Carrier,
  options: {
    valve: Valve
    signal: AbortSignal
    onProgress: (progress: UploadProgress) => void
    /** Until it is worth another try: after `ms`, or sooner. */
    wait?: (ms: number, ends: AbortSignal) => Promise<void>
  },
): Promise<string> => {
  const { valve, signal, onProgress, wait = waitForLine } = options
  const meter = openRateMeter(file.size, () => performance.now())
  const idle = { bytesPerSecond: 0, secondsLeft: null }
  let reached = 0
  let stretchBytes = 4 * least
  let failures = 0
  let changed = 0

  const tell = (phase: UploadProgress['phase'], pace: Pace = idle, bytesSent = reached) =>
    onProgress({ ...pace, bytesSent, bytesTotal: file.size, phase })

  const sendNext = async (from: number): Promise<number> => {
    const ends = AbortSignal.any([signal, valve.untilPaused()])
    const stretch = file.slice(from, from + (carrier.stretchBytes ?? stretchBytes))
    const beganMs = performance.now()
    const next = await carrier.carry(stretch, from, {
      signal: ends,
      onProgress: (sent) => tell('sending', meter.read(from + sent), from + sent),
    })
    if (performance.now() - beganMs < quickMs) stretchBytes = Math.min(most, stretchBytes * 2)
    return next
  }

  const sendRest = async (): Promise<string | null> => {
    // Only the server knows what was kept.
    reached = await carrier.findOffset(signal)
    while (reached < file.size) {
      if (valve.isPaused()) return null
      tell('sending', meter.read(reached))
      reached = await sendNext(reached)
      failures = 0
    }
    tell('checking')
    return carrier.finish(signal)
  }

  for (;;) {
    if (signal.aborted) throw new DoorError('aborted', 'The upload was cancelled.')
    if (valve.isPaused()) {
      tell('paused')
      meter.restart()
      await valve.untilResumed(signal)
      continue
    }
    try {
      const version = await sendRest()
      if (version !== null) return version
    } catch (error) {
      if (signal.aborted || valve.isPaused()) continue
      if (!(error instanceof DoorError) || !passing.has(error.code)) throw error
      // The whole does not match, or one stretch never does: sending it again would change nothing.
      if (error.code === 'checksum_mismatch' && (reached === file.size || changed++ === changedTimes))
        throw error
      failures++
      stretchBytes = Math.max(least, stretchBytes / 2)
      meter.restart()
      if (error.code !== 'conflict') tell('waiting')
      await wait(Math.min(longestWaitMs, 500 * 2 ** failures), AbortSignal.any([signal, valve.untilPaused()]))
    }
  }
}
