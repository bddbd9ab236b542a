/** Draws that are the same for the same seed. */
export type Random = {
  /** In [0, 1). */
  next: () => number
  between: (low: number, high: number) => number
  pick: <T>(list: readonly T[]) => T
  /** Mean 0, standard deviation 1 (Box and Muller). */
  normal: () => number
}

/** Mulberry32 by Tommy Ettinger (public domain). */
export const openRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick: (list) => {
      const one = list[Math.floor(next() * list.length)]
      if (one === undefined) throw new Error('There is nothing to pick from')
      return one
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
