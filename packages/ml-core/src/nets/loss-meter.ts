import type { Pacer } from '../pacing.ts'

/** Losses that may be waited for at a time: each holds its batch on the device. */
const longest = 32

/**
 * Averages an epoch's losses. A step on a GPU goes on before the last one's loss has come back, so losses are
 * gathered as promises and waited for in bundles.
 */
export class LossMeter {
  private pending: Promise<number>[] = []
  private pendingRows: number[] = []
  private total = 0
  private rows = 0

  /** The loss of a batch of `rows`, and whether it is time to settle. */
  add(loss: Promise<number>, rows: number, pacer: Pacer): boolean {
    this.pending.push(loss)
    this.pendingRows.push(rows)
    return this.pending.length >= longest || pacer.due
  }

  /** Mean over all rows so far; not finite where a batch's loss was not. */
  async settle(): Promise<number> {
    const losses = await Promise.all(this.pending)
    losses.forEach((loss, i) => {
      this.total += loss * this.pendingRows[i]
      this.rows += this.pendingRows[i]
    })
    this.pending = []
    this.pendingRows = []
    return this.total / this.rows
  }
}
