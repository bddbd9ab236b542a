import type { SearchOutcome } from '../../schema/search.ts'
import type { Budget } from './budget.ts'
import type { Measured } from './measure-rungs.ts'
import { type Scored, standardError } from './score.ts'

/** What the report says of a search. */
export function describeSearch(
  { scored, rung, wasCut }: Measured,
  winner: Scored,
  plan: { candidates: number; rungs: number },
  budget: Budget,
  ensemble: SearchOutcome['ensemble'] | null,
): SearchOutcome {
  const { accuracy } = winner.evaluation
  const spentSeconds = budget.elapsedMs / 1000
  const budgetSeconds = budget.milliseconds === null ? null : budget.milliseconds / 1000
  const notes = [howMeasured(rung.folds, winner.actual.length, scored.length)]
  if (wasCut)
    notes.push(
      'The time budget ended the search before every candidate was measured: another run may choose differently.',
    )
  if (rung.folds === 0 && rung.share < 1)
    notes.push(`There was only time to measure on ${Math.round(rung.share * 100)}% of the rows.`)
  if (budgetSeconds !== null && spentSeconds > budgetSeconds * 1.05)
    notes.push(
      `The search took ${Math.round(spentSeconds - budgetSeconds)} seconds longer than its budget: at least one candidate is always measured and fitted for hosting.`,
    )
  if (ensemble)
    notes.push(
      `${ensemble.members.length} of them vote together: ${points(ensemble.gain)} points better than the best one alone; half a standard error is ${points(ensemble.margin)}.`,
    )
  return {
    ...plan,
    folds: rung.folds,
    budgetSeconds,
    spentSeconds,
    ended: wasCut ? 'budget' : 'all-measured',
    chosen: { id: winner.candidate.id, settings: winner.candidate.settings },
    accuracy,
    standardError: standardError(accuracy, winner.actual.length),
    notes,
    ...(ensemble && { ensemble }),
  }
}

const points = (share: number) => (share * 100).toFixed(2)

function howMeasured(folds: number, rows: number, finalists: number): string {
  const several = finalists === 1 ? 'One candidate was' : `${finalists} candidates were`
  if (folds === 0) return `${several} compared on ${rows.toLocaleString('en-US')} validation rows.`
  return `${several} compared by ${folds}-fold cross-validation over the ${rows.toLocaleString('en-US')} training and validation rows, each row answered by a classifier that had not learned from it. Of those within one standard error of the best, the simplest won.`
}
