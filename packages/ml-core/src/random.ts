/**
 * Seeded pseudo-random numbers (mulberry32, Tommy Ettinger, public domain). The whole state is one 32-bit
 * word, so that a checkpoint can carry it.
 */
export class Random {
  state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** Uniform integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  /** Fisher–Yates, in place. */
  shuffle(order: Int32Array): void {
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const kept = order[i]
      order[i] = order[j]
      order[j] = kept
    }
  }
}

/** 0, 1, … n − 1. */
export function range(n: number): Int32Array {
  const order = new Int32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  return order
}
