import type { Abstention, AbstentionPoint, AbstentionRule } from '../schema/index.ts'
import { mostProbable } from './probability.ts'
import { wilsonInterval } from './proportion.ts'

/** Error rates among the given answers that a report names a threshold for. */
const wantedErrorRates = [0.005, 0.01, 0.02, 0.05, 0.1]
const mostPoints = 100

export interface AbstentionChoice {
  wanted: number
  threshold: number
}

/** Answers by falling score, as counts at each distinct score. */
interface Accepted {
  scores: Float64Array
  answered: Int32Array
  wrong: Int32Array
}

/**
 * The lowest score from which on answers keep each error rate that a report names, on rows that the test
 * split knows nothing of. One error is counted beyond those seen, (wrong + 1) / (answered + 1), as conformal
 * risk control does (Angelopoulos et al. 2024), so that few rows promise little. Rates that no score keeps
 * are left out.
 */
export function chooseAbstention(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
): AbstentionChoice[] {
  const { scores, answered, wrong } = rankAnswers(probabilities, actual, classes)
  return wantedErrorRates.flatMap((wanted) => {
    for (let at = scores.length - 1; at >= 0; at--)
      if ((wrong[at] + 1) / (answered[at] + 1) <= wanted) {
        const below = at + 1 < scores.length ? scores[at + 1] : 0
        return [{ wanted, threshold: (scores[at] + below) / 2 }]
      }
    return []
  })
}

/** The risk–coverage curve (El-Yaniv & Wiener 2010), and what the chosen thresholds do on these rows. */
export function measureAbstention(
  probabilities: Float32Array,
  actual: Int32Array,
  classes: number,
  choices: readonly AbstentionChoice[],
): Abstention {
  const ranked = rankAnswers(probabilities, actual, classes)
  const rows = actual.length
  return {
    rows,
    aurc: areaUnderRisk(ranked, rows),
    points: thinned(ranked, rows),
    rules: choices.map((choice): AbstentionRule => {
      const counts = countsFrom(ranked, choice.threshold)
      const { answered, wrong } = counts
      return {
        ...choice,
        ...counts,
        coverage: wilsonInterval(answered, rows),
        errorRate: answered > 0 ? wilsonInterval(wrong, answered) : null,
      }
    }),
  }
}

function rankAnswers(probabilities: Float32Array, actual: Int32Array, classes: number): Accepted {
  const predicted = mostProbable(probabilities, classes)
  const order = Array.from(predicted, (k, row) => ({
    score: probabilities[row * classes + k],
    wrong: k === actual[row] ? 0 : 1,
  })).sort((a, b) => b.score - a.score)
  const scores: number[] = []
  const answered: number[] = []
  const wrong: number[] = []
  let errors = 0
  order.forEach((answer, at) => {
    errors += answer.wrong
    if (order[at + 1]?.score === answer.score) return
    scores.push(answer.score)
    answered.push(at + 1)
    wrong.push(errors)
  })
  return {
    scores: Float64Array.from(scores),
    answered: Int32Array.from(answered),
    wrong: Int32Array.from(wrong),
  }
}

function countsFrom(
  { scores, answered, wrong }: Accepted,
  threshold: number,
): Omit<AbstentionPoint, 'threshold'> {
  const after = scores.findIndex((score) => score < threshold)
  const at = after < 0 ? scores.length - 1 : after - 1
  return at < 0 ? { answered: 0, wrong: 0 } : { answered: answered[at], wrong: wrong[at] }
}

/** Mean over the answers, surest first, of the error rate up to each; rows of equal score share theirs. */
function areaUnderRisk({ scores, answered, wrong }: Accepted, rows: number): number {
  let total = 0
  for (let at = 0; at < scores.length; at++) {
    const added = answered[at] - (at > 0 ? answered[at - 1] : 0)
    total += (added * wrong[at]) / answered[at]
  }
  return rows > 0 ? total / rows : 0
}

/** Points at even steps of coverage, the last one with every row. */
function thinned({ scores, answered, wrong }: Accepted, rows: number): AbstentionPoint[] {
  const points: AbstentionPoint[] = []
  for (let at = 0; at < scores.length; at++) {
    const due = answered[at] >= (rows * (points.length + 1)) / mostPoints
    if (due || at === scores.length - 1)
      points.push({ threshold: scores[at], answered: answered[at], wrong: wrong[at] })
  }
  return points
}
