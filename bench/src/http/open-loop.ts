import { Agent, request } from 'node:http'
import type { Target } from './load.ts'

export type OpenLoad = {
  /** Calls answered with 200, a second. */
  goodPerSecond: number
  /** From the moment a call was due, whether or not the one before it was answered. */
  p50Ms: number
  p99Ms: number
  p999Ms: number
  refused: number
  /** How long a refusal took, at the 99th percentile. */
  refusedP99Ms: number
  broken: number
}

const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0

/**
 * Calls at a fixed rate however slowly they are answered, so that a pause of the server counts for every call that was
 * due in it (Schroeder et al., "Open Versus Closed: A Cautionary Tale", 2006).
 */
export const applyOpenLoad = (
  target: Target,
  options: { perSecond: number; seconds: number },
): Promise<OpenLoad> =>
  new Promise((resolve) => {
    const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, scheduling: 'lifo' })
    const good: number[] = []
    const refused: number[] = []
    let broken = 0
    let sent = 0
    let open = 0
    const beganMs = performance.now()
    const total = Math.round(options.perSecond * options.seconds)

    const finish = () => {
      agent.destroy()
      good.sort((a, b) => a - b)
      refused.sort((a, b) => a - b)
      resolve({
        goodPerSecond: good.length / ((performance.now() - beganMs) / 1000),
        p50Ms: quantile(good, 0.5),
        p99Ms: quantile(good, 0.99),
        p999Ms: quantile(good, 0.999),
        refused: refused.length,
        refusedP99Ms: quantile(refused, 0.99),
        broken,
      })
    }
    const settle = () => {
      open--
      if (sent === total && open === 0) finish()
    }
    const call = (dueMs: number) => {
      const body = target.bodies[sent % target.bodies.length] ?? ''
      sent++
      open++
      const asked = request(target.url, {
        method: 'POST',
        agent,
        headers: { ...target.headers, 'content-length': Buffer.byteLength(body) },
      })
      asked.once('response', (response) => {
        response.resume()
        response.once('end', () => {
          const ms = performance.now() - dueMs
          if (response.statusCode === 200) good.push(ms)
          else if (response.statusCode === 429 || response.statusCode === 503) refused.push(ms)
          else broken++
          settle()
        })
      })
      asked.once('error', () => {
        broken++
        settle()
      })
      asked.end(body)
    }
    const tick = () => {
      const elapsedMs = performance.now() - beganMs
      while (sent < total && (sent / options.perSecond) * 1000 <= elapsedMs)
        call(beganMs + (sent / options.perSecond) * 1000)
      if (sent < total) setTimeout(tick, 1)
    }
    tick()
  })
