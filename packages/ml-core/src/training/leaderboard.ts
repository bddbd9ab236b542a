import type { Evaluation, Family, LeaderboardRow } from '../schema/index.ts'

/** The rows of a run, one per family, as they come about. */
export class Leaderboard {
  readonly rows: LeaderboardRow[]
  private validationRows = 1

  constructor(families: readonly Family[]) {
    this.rows = families.map((family) => ({
      family,
      state: 'waiting',
      accuracy: null,
      macroF1: null,
      logLoss: null,
      fitSeconds: null,
      note: null,
    }))
  }

  start(family: Family): void {
    this.row(family).state = 'training'
  }

  finish(family: Family, validation: Evaluation, fitSeconds: number, note: string | null = null): void {
    const { accuracy, macroF1, logLoss } = validation
    this.validationRows = Math.max(1, validation.rows)
    Object.assign(this.row(family), { state: 'done', accuracy, macroF1, logLoss, fitSeconds, note })
  }

  fail(family: Family, note: string): void {
    Object.assign(this.row(family), { state: 'failed', note })
  }

  skip(family: Family, note: string): void {
    Object.assign(this.row(family), { state: 'skipped', note })
  }

  /** A copy that later changes leave alone. */
  snapshot(): LeaderboardRow[] {
    return this.rows.map((row) => ({ ...row }))
  }

  /**
   * The finished family with the highest validation accuracy (or macro-F1). Of those that come within half a
   * standard error of it, which few rows cannot tell apart, the one with the lowest log loss. The baseline is
   * only chosen where nothing else was finished.
   */
  best(by: 'accuracy' | 'macroF1' = 'accuracy'): Family | null {
    const done = this.rows.filter((row) => row.state === 'done')
    const learned = done.filter((row) => row.family !== 'majority')
    const candidates = learned.length > 0 ? learned : done
    const highest = Math.max(...candidates.map((row) => row[by] ?? 0))
    const error = Math.sqrt((highest * (1 - highest)) / this.validationRows)
    const alike = candidates.filter((row) => (row[by] ?? 0) >= highest - error / 2)
    const ranked = alike.toSorted((a, b) => (a.logLoss ?? 0) - (b.logLoss ?? 0))
    return ranked[0]?.family ?? null
  }

  private row(family: Family): LeaderboardRow {
    const row = this.rows.find((candidate) => candidate.family === family)
    if (row === undefined) throw new Error(`${family} does not take part.`)
    return row
  }
}
