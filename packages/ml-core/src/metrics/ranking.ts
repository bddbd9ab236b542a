/** Rows from the highest score down. */
function descending(scores: ArrayLike<number>): number[] {
  return Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[b] - scores[a])
}

/**
 * Area under the ROC curve: the chance that a positive row outscores a negative one, ties counting half.
 * Null where one of the two is missing.
 */
export function rocAuc(scores: ArrayLike<number>, positive: ArrayLike<number>): number | null {
  const order = descending(scores)
  let positives = 0
  let negatives = 0
  let won = 0
  for (let at = 0; at < order.length; ) {
    let tiedPositives = 0
    let tiedNegatives = 0
    const score = scores[order[at]]
    for (; at < order.length && scores[order[at]] === score; at++)
      if (positive[order[at]] > 0) tiedPositives++
      else tiedNegatives++
    won += tiedNegatives * (positives + tiedPositives / 2)
    positives += tiedPositives
    negatives += tiedNegatives
  }
  return positives > 0 && negatives > 0 ? won / (positives * negatives) : null
}

/** Σ (recall step × precision) down the ranking, without interpolation; null without positive rows. */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<number>): number | null {
  const order = descending(scores)
  let found = 0
  let total = 0
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]]
    let tied = 0
    for (; at < order.length && scores[order[at]] === score; at++) if (positive[order[at]] > 0) tied++
    found += tied
    total += (tied * found) / at
  }
  return found > 0 ? total / found : null
}
