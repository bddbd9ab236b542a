/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054

export interface Interval {
  low: number
  high: number
}

/** Wilson's 95 % interval of a share (Wilson 1927), honest for few rows and for shares near 0 and 1. */
export function wilsonInterval(part: number, whole: number): Interval {
  if (whole === 0) return { low: 0, high: 1 }
  const share = part / whole
  const scale = 1 + z ** 2 / whole
  const middle = (share + z ** 2 / (2 * whole)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2))
  return {
    low: part === 0 ? 0 : Math.max(0, middle - half),
    high: part === whole ? 1 : Math.min(1, middle + half),
  }
}
