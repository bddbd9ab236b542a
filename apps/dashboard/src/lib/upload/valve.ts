/** A person's hold on a running upload. */
export type Valve = {
  pause(): void
  resume(): void
  isPaused(): boolean
  /** Aborted at the next pause. */
  untilPaused(): AbortSignal
  /** Also over when `ends` is aborted. */
  untilResumed(ends: AbortSignal): Promise<void>
}

export const openValve = (): Valve => {
  let running = new AbortController()
  let wake: () => void = () => {}
  let resumed = Promise.resolve()
  return {
    pause: () => {
      if (running.signal.aborted) return
      resumed = new Promise((resolve) => {
        wake = resolve
      })
      running.abort()
    },
    resume: () => {
      if (!running.signal.aborted) return
      running = new AbortController()
      wake()
    },
    isPaused: () => running.signal.aborted,
    untilPaused: () => running.signal,
    untilResumed: (ends) =>
      Promise.race([
        resumed,
        new Promise<void>((resolve) => ends.addEventListener('abort', () => resolve(), { once: true })),
      ]),
  }
}
