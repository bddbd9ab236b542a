import type { FitTask } from './fit-task.ts'

/** By how much the measurements of other families may correct a guess. */
const furthest = 3

interface Measured {
  guessed: number
  took: number
}

/**
 * Guesses how long fits take, from rough figures that measurements correct: those of the same candidate if
 * there are any, else of its family, else of all.
 */
export class CostModel {
  private readonly roughMs: (task: FitTask) => number
  private readonly measured = new Map<string, Measured>()

  constructor(roughMs: (task: FitTask) => number) {
    this.roughMs = roughMs
  }

  learn(task: FitTask, tookMs: number): void {
    const guessed = this.roughMs(task)
    for (const key of keysOf(task)) {
      const known = this.measured.get(key) ?? { guessed: 0, took: 0 }
      this.measured.set(key, { guessed: known.guessed + guessed, took: known.took + tookMs })
    }
  }

  guessMs(task: FitTask): number {
    const [own, ofFamily, ofAll] = keysOf(task).map((key) => this.measured.get(key))
    const known = own ?? ofFamily
    if (known) return this.roughMs(task) * (known.took / known.guessed)
    // Families are slow in ways of their own: what others took says little of this one.
    const ratio = ofAll ? ofAll.took / ofAll.guessed : 1
    return this.roughMs(task) * Math.min(furthest, Math.max(1 / furthest, ratio))
  }

  /** Whether the guess rests on the candidate's own or its family's measurements. */
  knows({ candidate }: FitTask): boolean {
    return this.measured.has(candidate.family)
  }
}

function keysOf({ candidate }: FitTask): string[] {
  return [`candidate ${candidate.id}`, candidate.family, 'all']
}
