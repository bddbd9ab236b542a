import { describe, expect, it } from 'vitest'
import { DoorError } from '../errors.ts'
import type { Carrier } from './carrier.ts'
import { sendFile, type UploadProgress } from './send-file.ts'
import { openValve } from './valve.ts'

const file = new Blob([new Uint8Array(10_000_000).map((_, index) => index % 251)])
const now = async () => {}

/** A server that keeps stretches, and a line that fails as told: per stretch, before or after it was kept. */
const openServer = (faults: ('lost' | 'answer lost' | DoorError | null)[] = []) => {
  const kept: Blob[] = []
  const size = () => kept.reduce((sum, { size: bytes }) => sum + bytes, 0)
  let finishes = 0
  const carrier: Carrier = {
    stretchBytes: null,
    findOffset: async () => size(),
    carry: async (stretch, offset) => {
      const fault = faults.shift()
      if (fault instanceof DoorError) throw fault
      if (fault === 'lost') throw new DoorError('offline', 'lost')
      if (offset !== size()) throw new DoorError('conflict', 'elsewhere')
      kept.push(stretch)
      if (fault === 'answer lost') throw new DoorError('offline', 'lost')
      return size()
    },
    finish: async () => {
      finishes++
      return 'dsv_1'
    },
  }
  return { carrier, content: () => new Blob(kept).arrayBuffer(), finishes: () => finishes }
}

const isWhole = async (server: ReturnType<typeof openServer>): Promise<boolean> =>
  Buffer.from(await server.content()).equals(Buffer.from(await file.arrayBuffer()))

const start = (carrier: Carrier, onProgress: (progress: UploadProgress) => void = () => {}) => {
  const valve = openValve()
  const abort = new AbortController()
  const done = sendFile(file, carrier, { valve, signal: abort.signal, onProgress, wait: now })
  return { valve, abort, done }
}

describe('sending a file', () => {
  it('arrives whole, in stretches that grow while they are quick', async () => {
    const server = openServer()
    const phases = new Set<string>()
    expect(await start(server.carrier, ({ phase }) => phases.add(phase)).done).toBe('dsv_1')
    expect(await isWhole(server)).toBe(true)
    expect([...phases]).toEqual(['sending', 'checking'])
  })

  it('goes on from what was kept after lost connections and lost answers, and says that it waits', async () => {
    const server = openServer([null, 'lost', 'answer lost', new DoorError('overloaded', 'restarting'), null])
    const phases = new Set<string>()
    expect(await start(server.carrier, ({ phase }) => phases.add(phase)).done).toBe('dsv_1')
    expect(await isWhole(server)).toBe(true)
    expect(phases).toContain('waiting')
  })

  it('gives up at once where the server refuses for good', async () => {
    const server = openServer([null, new DoorError('plan_limit', 'full')])
    await expect(start(server.carrier).done).rejects.toMatchObject({ code: 'plan_limit' })
    expect(server.finishes()).toBe(0)
  })

  it('gives up on a stretch that never arrives as it was sent', async () => {
    const changed = new DoorError('checksum_mismatch', 'changed')
    const server = openServer(Array.from({ length: 20 }, () => changed))
    await expect(start(server.carrier).done).rejects.toMatchObject({ code: 'checksum_mismatch' })
  })

  it('sends nothing while it is paused, and the rest afterwards', async () => {
    const server = openServer()
    let sent = 0
    const running = start(server.carrier, ({ phase, bytesSent }) => {
      if (phase === 'sending' && bytesSent > 0 && sent === 0) {
        sent = bytesSent
        running.valve.pause()
        setTimeout(() => {
          expect(running.valve.isPaused()).toBe(true)
          running.valve.resume()
        }, 20)
      }
    })
    expect(await running.done).toBe('dsv_1')
    expect((await server.content()).byteLength).toBe(file.size)
  })

  it('stops when it is cancelled, also while it is paused', async () => {
    const server = openServer()
    const running = start(server.carrier)
    running.valve.pause()
    setTimeout(() => running.abort.abort(), 10)
    await expect(running.done).rejects.toMatchObject({ code: 'aborted' })
    expect(server.finishes()).toBe(0)
  })
})
