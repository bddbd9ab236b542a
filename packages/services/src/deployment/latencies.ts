const firstMs = 0.25
const stepsAnOctave = 4
/** The last step takes whatever is slower: about 17 minutes. */
const steps = 88

/** The step of a latency histogram in which a time falls. */
export const latencyStep = (ms: number): number =>
  ms <= firstMs ? 0 : Math.min(steps - 1, Math.ceil(Math.log2(ms / firstMs) * stepsAnOctave))

/** The time, in ms, within which the share `q` (0 to 1) of the calls was answered: a step's upper end, at most 19 % too long. */
export const quantileMs = (counts: readonly number[], q: number): number | null => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  const step = counts.findIndex((count) => {
    seen += count
    return seen >= q * total
  })
  return firstMs * 2 ** (step / stepsAnOctave)
}
