/** Over after `ms`, when the browser says that it is online again, or when `ends` is aborted. */
export const waitForLine = (ms: number, ends: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      window.clearTimeout(timer)
      window.removeEventListener('online', done)
      ends.removeEventListener('abort', done)
      resolve()
    }
    const timer = window.setTimeout(done, ms)
    window.addEventListener('online', done)
    ends.addEventListener('abort', done)
  })
