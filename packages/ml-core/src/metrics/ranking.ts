import { type RankedScores, rankScores } from './threshold-curve.ts'

/**
 * Area under the ROC curve: the chance that a positive row outscores a negative one, ties counting half.
 * Null where one of the two is missing.
 */
export function rocAuc(scores: ArrayLike<number>, positive: ArrayLike<number>): number | null {
  return rankedRocAuc(rankScores(scores, positive))
}

/** Σ (recall step × precision) down the ranking, without interpolation; null without positive rows. */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<number>): number | null {
  return rankedAveragePrecision(rankScores(scores, positive))
}

export function rankedRocAuc({ found, alarms, positives, negatives }: RankedScores): number | null {
  if (positives === 0 || negatives === 0) return null
  let won = 0
  for (let at = 0; at < found.length; at++) {
    const [foundBefore, alarmsBefore] = at > 0 ? [found[at - 1], alarms[at - 1]] : [0, 0]
    won += ((alarms[at] - alarmsBefore) * (found[at] + foundBefore)) / 2
  }
  return won / (positives * negatives)
}

export function rankedAveragePrecision({ found, alarms, positives }: RankedScores): number | null {
  if (positives === 0) return null
  let total = 0
  for (let at = 0; at < found.length; at++) {
    const step = found[at] - (at > 0 ? found[at - 1] : 0)
    total += (step * found[at]) / (found[at] + alarms[at])
  }
  return total / positives
}
