import type { ChangeFeed } from '@assay/infra'
import type { ChangeNotice } from '@assay/services/core'
import { translate } from './base.ts'

/**
 * Yields the state now and again after each notice that `concerns` it, until `isFinal` or the client leaves.
 * Notices that come while the state is being read are folded into one further read.
 */
export async function* follow<T>(
  changes: ChangeFeed,
  signal: AbortSignal | undefined,
  concerns: (notice: ChangeNotice) => boolean,
  read: () => Promise<T>,
  isFinal: (state: T) => boolean,
): AsyncGenerator<T> {
  let wake = () => {}
  let changed = false
  const stop = changes.subscribe((notice) => {
    if (!concerns(notice)) return
    changed = true
    wake()
  })
  const leave = () => wake()
  signal?.addEventListener('abort', leave)
  try {
    for (;;) {
      changed = false
      const state = await read()
      yield state
      if (isFinal(state) || signal?.aborted) return
      if (!changed)
        await new Promise<void>((resolve) => {
          wake = resolve
          if (changed || signal?.aborted) resolve()
        })
      if (signal?.aborted) return
    }
  } catch (error) {
    // A generator's failure comes after the procedure's own translation has run.
    throw translate(error)
  } finally {
    stop()
    signal?.removeEventListener('abort', leave)
  }
}
