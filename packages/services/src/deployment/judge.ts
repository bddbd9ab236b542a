import { quantileMs } from './latencies.ts'
import type { CanaryRules, GoldResult } from './traffic.ts'

export type VersionCounts = { calls: number; errors: number; latencies: readonly number[] }
export type Verdict = { act: 'wait' | 'promote' | 'rollback'; reason: string }

/** So many calls, and so many failures among them, condemn a canary before its time is over. */
const callsToCondemn = 20
const errorsToCondemn = 3

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
const time = (ms: number) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`)
const shareOf = ({ calls, errors }: VersionCounts) => (calls === 0 ? 0 : errors / calls)

/**
 * What the rules make of a canary after so many minutes at its present percentage. Too many errors condemn it at
 * once; a lower score on the gold rows as soon as it is known; slowness once there are calls enough to tell.
 */
export const judgeCanary = (
  rules: CanaryRules,
  seen: { live: VersionCounts; canary: VersionCounts; minutes: number; gold: GoldResult | null },
): Verdict => {
  const { live, canary, minutes, gold } = seen
  const failed = shareOf(canary)
  const usual = shareOf(live)
  const tooMany = failed > usual + rules.extraErrors
  const enough = canary.calls >= rules.minimumCalls
  const condemned = canary.calls >= callsToCondemn && canary.errors >= errorsToCondemn
  if (tooMany && (enough || condemned))
    return {
      act: 'rollback',
      reason: `${percent(failed)} of the canary's ${canary.calls} calls failed, compared with ${percent(usual)} of the live version's.`,
    }
  if (rules.gold && gold?.state === 'failed')
    return { act: 'rollback', reason: `The gold rows could not be scored: ${gold.message ?? 'unknown'}` }
  const scores = gold?.state === 'done' ? `${percent(gold.canary)} of ${gold.rows} gold rows` : null
  if (rules.gold && gold?.state === 'done' && gold.canary < gold.live - rules.gold.accuracyDrop)
    return {
      act: 'rollback',
      reason: `The canary is right on ${scores}, the live version on ${percent(gold.live)}.`,
    }
  const slow = quantileMs(canary.latencies, 0.99)
  const usualMs = quantileMs(live.latencies, 0.99)
  const comparable = slow !== null && usualMs !== null && live.calls >= callsToCondemn
  if (enough && rules.latencyRatio !== null && comparable && slow > usualMs * rules.latencyRatio)
    return {
      act: 'rollback',
      reason: `The canary's slowest 1% of calls take ${time(slow)}, the live version's ${time(usualMs)}.`,
    }
  if (!enough)
    return { act: 'wait', reason: `${canary.calls} of ${rules.minimumCalls} calls have been answered.` }
  if (minutes < rules.minutes)
    return { act: 'wait', reason: `${Math.floor(minutes)} of ${rules.minutes} minutes have passed.` }
  if (rules.gold && gold?.state !== 'done') return { act: 'wait', reason: 'The gold rows are being scored.' }
  const latency = slow === null ? '' : `, slowest hundredth ${time(slow)}`
  return {
    act: 'promote',
    reason: `Promoted by its rules: ${canary.calls} calls, ${percent(failed)} failed${latency}${scores ? `, right on ${scores}` : ''}.`,
  }
}
