import type { Candidate } from './candidates.ts'
import type { FitTask } from './fit-task.ts'

/** A step of successive halving: what the candidates that are left are measured by. */
export interface Rung {
  /** Of the rows, or of a net's epochs. */
  share: number
  /** Folds that are measured, of `foldsInAll`; 0 for the validation split. */
  folds: number
}

export const foldsInAll = 5
/** Fewer training rows than this are measured by folds. */
export const fewRows = 1000
/** Candidates that a rung sends on at the least, so that the last one has something to compare. */
const fewest = 3

/** How many of so many candidates a rung sends on. */
export function promotedOf(candidates: number): number {
  return Math.max(Math.min(fewest, candidates), Math.ceil(candidates / keepOneIn))
}

/** Candidates that a rung sends on to the next: one in so many. */
const keepOneIn = 3
/** Training rows from which a third of them, and from which a ninth, says enough to drop a candidate. */
const enoughForThird = 2000
const enoughForNinth = 6000

/** From the cheapest to the one that decides. */
export function planRungs(trainRows: number, candidates: number): Rung[] {
  if (trainRows < fewRows) {
    const whole = { share: 1, folds: foldsInAll }
    return candidates > keepOneIn ? [{ share: 1, folds: 2 }, whole] : [whole]
  }
  const rungs: Rung[] = [{ share: 1, folds: 0 }]
  if (trainRows >= enoughForThird && candidates > keepOneIn) rungs.unshift({ share: 1 / 3, folds: 0 })
  if (trainRows >= enoughForNinth && candidates > keepOneIn * keepOneIn)
    rungs.unshift({ share: 1 / 9, folds: 0 })
  return rungs
}

/** The fits that measure a candidate on a rung; folds that an earlier rung measured are among them. */
export function tasksOf(candidate: Candidate, { share, folds }: Rung): FitTask[] {
  if (folds === 0) {
    const part = share === 1 ? 'whole' : `part-${Math.round(1 / share)}`
    return [{ id: `${candidate.id} ${part}`, candidate, share, on: 'train' }]
  }
  return Array.from({ length: folds }, (_, fold) => ({
    id: `${candidate.id} fold-${fold + 1}`,
    candidate,
    share,
    on: { fold, folds: foldsInAll },
  }))
}
