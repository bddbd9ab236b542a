import { families } from '../../classifiers/families.ts'
import { evaluate } from '../../metrics/evaluation.ts'
import { blend } from './blend.ts'
import { type Metric, pairedError, ranked, type Scored } from './score.ts'

/** The best of the last rung that may be part of an ensemble. */
const mostCandidates = 12
/** By how many standard errors of the difference an ensemble has to beat the best candidate. */
const leastErrors = 0.5
/** Less say than this is not worth a member's cost. */
const leastWeight = 0.05

export interface ChosenEnsemble {
  /** As a rung would have measured it. */
  scored: Scored
  members: { scored: Scored; weight: number }[]
  /** How much better than the best candidate, and how much it had to be. */
  gain: number
  margin: number
}

/** A weighted vote of the candidates, where that pays: null where the best of them does as well. */
export function chooseEnsemble(
  candidates: readonly Scored[],
  metric: Metric,
  labels: string[],
): ChosenEnsemble | null {
  const order = ranked(candidates, metric)
  const [best] = order
  const finalists = order
    .filter(({ candidate }) => !families[candidate.family].ownEngine)
    .slice(0, mostCandidates)
  if (finalists.length < 2) return null
  const answers = finalists.map(({ probabilities }) => probabilities)
  const first = blend(answers, best.actual, labels.length)
  const kept = finalists.filter((_, at) => first.weights[at] >= leastWeight)
  if (kept.length < 2) return null
  const { weights, probabilities } = blend(
    kept.map((one) => one.probabilities),
    best.actual,
    labels.length,
  )
  const members = kept.flatMap((scored, at) => (weights[at] > 0 ? [{ scored, weight: weights[at] }] : []))
  const evaluation = evaluate(probabilities, best.actual, labels)
  const gain = evaluation[metric] - best.evaluation[metric]
  const margin = leastErrors * pairedError(probabilities, best.probabilities, best.actual)
  if (members.length < 2 || gain <= 0 || gain <= margin) return null
  const fitSeconds = members.reduce((total, { scored }) => total + scored.fitSeconds, 0)
  const candidate = {
    id: 'ensemble',
    family: 'ensemble' as const,
    settings: Object.fromEntries(
      members.map(({ scored, weight }) => [scored.candidate.id, Math.round(weight * 100) / 100]),
    ),
  }
  const scored = { candidate, evaluation, probabilities, actual: best.actual, fitSeconds, whole: null }
  return { scored, members, gain, margin }
}
