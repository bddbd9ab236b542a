/** A row whose label is likely wrong. */
export interface LabelError {
  row: number
  /** The class that it more likely belongs to. */
  suggested: number
  /** Probabilities of the given and of the suggested class, by a fit that had not seen the row. */
  given: number
  likely: number
}

/**
 * Rows whose given label confident learning doubts (Northcutt, Jiang & Chuang 2021): a row counts as likely of
 * class j where its probability of j reaches the mean probability of j among the rows labelled j, and of several
 * such classes as the most probable one. Doubted are the rows that are likely of another class than the given one. Most doubtful
 * first, by how far the suggested class is ahead.
 *
 * @param probabilities rows × classes, each row answered by a fit that had not seen it.
 */
export function findLabelErrors(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): LabelError[] {
  const sums = new Float64Array(classes)
  const counts = new Float64Array(classes)
  labels.forEach((label, row) => {
    sums[label] += probabilities[row * classes + label]
    counts[label]++
  })
  const thresholds = sums.map((sum, label) =>
    counts[label] > 0 ? sum / counts[label] : Number.POSITIVE_INFINITY,
  )
  const errors: LabelError[] = []
  for (let row = 0; row < labels.length; row++) {
    let suggested = -1
    let likely = 0
    for (let label = 0; label < classes; label++) {
      const probability = probabilities[row * classes + label]
      if (probability < thresholds[label] || probability <= likely) continue
      suggested = label
      likely = probability
    }
    if (suggested < 0 || suggested === labels[row]) continue
    errors.push({ row, suggested, given: probabilities[row * classes + labels[row]], likely })
  }
  return errors.sort((a, b) => b.likely - b.given - (a.likely - a.given))
}
