import type { Family, LeaderboardRow } from '../../schema/index.ts'
import type { Candidate } from './candidates.ts'

/** The leaderboard of a search before its first fit. */
export function waitingRows(
  candidates: readonly Candidate[],
  skipped: readonly Family[],
  kind: string,
  rungs: number,
): LeaderboardRow[] {
  const unmeasured = { accuracy: null, macroF1: null, logLoss: null, fitSeconds: null }
  return [
    ...candidates.map(({ id, family, settings }): LeaderboardRow => {
      return { id, family, settings, rung: 0, rungs, state: 'waiting', ...unmeasured, note: null }
    }),
    ...skipped.map((family): LeaderboardRow => {
      const note = `Does not learn from ${kind} data.`
      return { id: family, family, state: 'skipped', ...unmeasured, note }
    }),
  ]
}
