import { setImmediate } from 'node:timers/promises'
import { TrainingCancelled } from './errors.ts'

/** Longest stretch of computing between two looks at the event loop. */
const stretchMs = 30

/** Lets long computations hand control back often enough for cancellation and heartbeats to get through. */
export class Pacer {
  private readonly now: () => number
  private readonly signal: AbortSignal | undefined
  private last: number

  constructor(now: () => number, signal?: AbortSignal) {
    this.now = now
    this.signal = signal
    this.last = now()
    this.stopIfCancelled()
  }

  /** True when it is time for `breathe`; cheap enough for inner loops. */
  get due(): boolean {
    return this.now() - this.last >= stretchMs
  }

  /** Yields to the event loop, then throws `TrainingCancelled` if that was asked for. */
  async breathe(): Promise<void> {
    await setImmediate()
    this.last = this.now()
    this.stopIfCancelled()
  }

  stopIfCancelled(): void {
    if (this.signal?.aborted) throw new TrainingCancelled()
  }
}
