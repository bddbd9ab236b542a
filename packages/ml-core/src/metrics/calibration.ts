export interface ReliabilityBin {
  /** Mean confidence and share of right answers in the bin. */
  confidence: number
  accuracy: number
  count: number
}

/** The filled ones of equal-width bins over (0, 1], a value on an edge belonging to the bin below. */
export function reliabilityBins(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  bins: number,
): ReliabilityBin[] {
  const count = new Float64Array(bins)
  const confident = new Float64Array(bins)
  const correct = new Float64Array(bins)
  for (let row = 0; row < confidence.length; row++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence[row] * bins) - 1))
    count[bin]++
    confident[bin] += confidence[row]
    correct[bin] += right[row]
  }
  const filled: ReliabilityBin[] = []
  for (let bin = 0; bin < bins; bin++)
    if (count[bin] > 0)
      filled.push({
        confidence: confident[bin] / count[bin],
        accuracy: correct[bin] / count[bin],
        count: count[bin],
      })
  return filled
}

/** Expected calibration error: the bins' |confidence − accuracy|, weighed by their rows (Naeini et al. 2015). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  let rows = 0
  let total = 0
  for (const bin of bins) {
    rows += bin.count
    total += bin.count * Math.abs(bin.confidence - bin.accuracy)
  }
  return rows > 0 ? total / rows : 0
}

/** The worst bin's |confidence − accuracy|. */
export function maximumCalibrationError(bins: readonly ReliabilityBin[]): number {
  return bins.reduce((worst, bin) => Math.max(worst, Math.abs(bin.confidence - bin.accuracy)), 0)
}
