import { type Metric, pairedError, ranked, type Scored, standardError } from './score.ts'

/**
 * Who wins of those that were measured on the last rung.
 *
 * By folds, the simplest of those within one standard error of the best (Breiman et al. 1984; the error is
 * that of the difference, over the same rows): `simplicity` is the order of the families from the simplest,
 * and within one the settings nearest to the default win. On a validation split, as the leaderboard of a run
 * without a search does it: of those within half a standard error, the one with the lowest log loss.
 */
export function chooseCandidate(
  scored: readonly Scored[],
  metric: Metric,
  simplicity: readonly string[],
  byFolds: boolean,
): Scored {
  const [best] = ranked(scored, metric)
  const highest = best.evaluation[metric]
  if (!byFolds) {
    const margin = standardError(highest, best.actual.length) / 2
    const alike = scored.filter((one) => one.evaluation[metric] >= highest - margin)
    return alike.toSorted((a, b) => a.evaluation.logLoss - b.evaluation.logLoss)[0]
  }
  const alike = scored.filter((one) => {
    const margin = pairedError(best.probabilities, one.probabilities, best.actual)
    return (
      one.evaluation[metric] >= highest - margin && one.evaluation.logLoss <= best.evaluation.logLoss * 1.1
    )
  })
  const rank = (one: Scored) => simplicity.indexOf(one.candidate.family)
  const changes = (one: Scored) => Object.keys(one.candidate.settings).length
  return alike.toSorted(
    (a, b) => rank(a) - rank(b) || changes(a) - changes(b) || a.evaluation.logLoss - b.evaluation.logLoss,
  )[0]
}
