import { makeDecide, readAnswers } from '@assay/ml-core/decisions'
import type { DecisionPolicy, TestAnswers } from '@assay/ml-core/schema'
import { mostProbable } from '../../lib/decision-policy.ts'

export type PolicyOutcome = {
  rows: number
  answered: number
  right: number
  /** `confusion[actual][answered]` of the rows that are answered. */
  confusion: number[][]
}

/** What a policy makes of the kept test rows; null where they cannot be read. */
export function outcomeOf(
  answers: TestAnswers,
  labels: readonly string[],
  policy: DecisionPolicy | null,
): PolicyOutcome | null {
  const classes = labels.length
  const probabilities = readAnswers(answers, classes)
  if (!probabilities) return null
  const applied = policy ?? mostProbable
  const decide = makeDecide(applied, labels)
  const confusion = labels.map(() => labels.map(() => 0))
  let answered = 0
  let right = 0
  for (const [row, actual] of answers.actual.entries()) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    const chosen = decide(own)
    if (chosen === null || (own[chosen] ?? 0) < (applied.abstainBelow ?? 0)) continue
    const counts = confusion[actual]
    if (!counts) return null
    counts[chosen] = (counts[chosen] ?? 0) + 1
    answered++
    if (chosen === actual) right++
  }
  return { rows: answers.rows, answered, right, confusion }
}
