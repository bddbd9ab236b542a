import type { Log } from '@assay/infra'

/** Does `work` every `everyMs`, never twice at once; a failure is logged and the next beat tries again. */
export const startRhythm = (
  name: string,
  everyMs: number,
  log: Log,
  work: () => Promise<void>,
): { stop(): void } => {
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    work()
      .catch((error: unknown) => log.warn({ err: error, rhythm: name }, 'a beat failed'))
      .finally(() => {
        running = false
      })
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
