/** What one run of one contestant measured. */
export interface Figures {
  /** Share of right answers on the test rows. */
  accuracy: number
  /** Mean of the classes' F1. */
  macroF1: number
  /** Expected calibration error over 15 bins; null for a contestant without probabilities. */
  ece: number | null
  /** Wall time from raw rows to a fitted model, vectorising included, the first time in a process. */
  firstFitSeconds: number
  /** The same, the second time. */
  fitSeconds: number
  /** Processor time of the same stretch, all threads together: the steadier figure on a busy machine. */
  fitCpuSeconds: number
  /** Per row, one at a time, in process. */
  microseconds: number
  /** Rows of the test split answered in one call, per second. */
  perSecond: number
  /** Largest resident memory of the whole process. */
  peakMb: number
}

/** Reads a line of JSON that a contestant printed. */
export function parseFigures(line: string): Figures {
  const parsed: unknown = JSON.parse(line)
  if (!isFigures(parsed)) throw new Error(`Not the figures of a run: ${line}`)
  return parsed
}

function isFigures(value: unknown): value is Figures {
  return typeof value === 'object' && value !== null && 'fitSeconds' in value && 'accuracy' in value
}

/** The run that the rest of the machine disturbed least. */
export function fastestRun(runs: readonly Figures[]): Figures {
  const [fastest] = runs.toSorted((a, b) => a.fitSeconds - b.fitSeconds)
  if (fastest === undefined) throw new Error('There are no runs.')
  return fastest
}
