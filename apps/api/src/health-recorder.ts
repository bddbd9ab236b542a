import type { Log } from '@assay/infra'
import type { Services } from '@assay/services/core'
import { type HealthCheck, recordHealth } from '@assay/services/status'
import { checkParts } from './health.ts'

const firstAfterMs = 3_000
const everyMs = 30_000
/** A day's, should the database be away for so long: they are written once it is back. */
const mostWaiting = 5 * 2 * 60 * 24

/** Notes twice a minute which parts answer, for the public status page. */
export const startHealthRecorder = (services: Services, log: Log): { stop(): void } => {
  let waiting: HealthCheck[] = []
  let running = false

  const look = async (): Promise<void> => {
    const at = services.now()
    const { checks } = await checkParts(services)
    waiting.push(
      { at, part: 'api', ok: true },
      ...(['database', 'queue', 'worker', 'storage'] as const).map((part) => ({
        at,
        part,
        ok: checks[part] === 'ok',
      })),
    )
    waiting = waiting.slice(-mostWaiting)
    if (checks.database !== 'ok') return
    await recordHealth(services, waiting)
    waiting = []
  }
  const beat = (): void => {
    if (running) return
    running = true
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'health could not be noted'))
      .finally(() => {
        running = false
      })
  }
  const first = setTimeout(beat, firstAfterMs)
  const timer = setInterval(beat, everyMs)
  first.unref()
  timer.unref()
  return {
    stop: () => {
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}
