/** How much time a search has and has spent, over all attempts of its run. */
export class Budget {
  /** Null: as long as it takes. */
  readonly milliseconds: number | null
  private readonly now: () => number
  private readonly started: number
  private before = 0

  constructor(seconds: number | undefined, now: () => number) {
    this.milliseconds = seconds === undefined ? null : seconds * 1000
    this.now = now
    this.started = now()
  }

  get elapsedMs(): number {
    return this.before + this.now() - this.started
  }

  /** Takes over what an earlier attempt had spent when it finished a fit. */
  resumeAt(elapsedMs: number): void {
    this.before = Math.max(this.before, elapsedMs - (this.now() - this.started))
  }

  /** Elapsed milliseconds at which measuring has to end, for the last fit to end in time. */
  usableMs(lastFitMs: number): number {
    if (this.milliseconds === null) return Number.POSITIVE_INFINITY
    return this.milliseconds - Math.min(lastFitMs, this.milliseconds * mostReserve)
  }
}

/** However long the last fit may take, most of the time is for searching. */
const mostReserve = 0.4
