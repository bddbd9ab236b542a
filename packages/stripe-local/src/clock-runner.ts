import { holdTimer, stepClock, stepRealTime, TimerFailed } from './engine/clock.ts'
import { type Runtime, transact } from './runtime.ts'
import { type Background, guarded } from './webhooks/sender.ts'

const pollMs = 1000

/** Moves advancing test clocks and the real time forward, one boundary per transaction. */
export function startClockRunner(runtime: Runtime): Background {
  let stopped = false
  let woken = false
  let wakeUp: (() => void) | null = null

  const wake = (): void => {
    woken = true
    wakeUp?.()
  }

  async function sleep(): Promise<void> {
    if (woken || stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    wakeUp = null
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      woken = false
      for (const { id } of await advancing(runtime)) await advance(runtime, id, () => stopped)
      while (!stopped && (await stepReal(runtime))) {
        // every due boundary runs in its own transaction
      }
      await sleep()
    }
  }

  const done = guarded(loop, () => stopped, runtime)
  return {
    wake,
    async stop() {
      stopped = true
      wake()
      await done
    },
  }
}

async function stepReal(runtime: Runtime): Promise<boolean> {
  try {
    return await transact(runtime, { ordered: true }, stepRealTime)
  } catch (error) {
    if (!(error instanceof TimerFailed)) throw error
    const { timer, cause } = error
    runtime.log({ level: 'error', timer, error: cause instanceof Error ? cause.stack : String(cause) })
    await transact(runtime, { ordered: true }, (work) => holdTimer(work, timer))
    return true
  }
}

async function advancing(runtime: Runtime): Promise<{ id: string }[]> {
  return await runtime.sql<{ id: string }[]>`
    select id from objects where type = 'test_helpers.test_clock' and data->>'status' = 'advancing' order by seq`
}

async function advance(runtime: Runtime, id: string, stopped: () => boolean): Promise<void> {
  try {
    while (!stopped() && (await transact(runtime, { ordered: true }, (work) => stepClock(work, id)))) {
      // one boundary per transaction: a crash resumes at the boundary it interrupted
    }
  } catch (error) {
    runtime.log({ level: 'error', clock: id, error: error instanceof Error ? error.stack : String(error) })
    await transact(runtime, { ordered: true }, async (work) => {
      await work.enter(id)
      const clock = await work.find('test_helpers.test_clock', id)
      if (clock !== undefined)
        await work.save('test_helpers.test_clock', { ...clock, status: 'internal_failure', _target: null })
    })
  }
}
