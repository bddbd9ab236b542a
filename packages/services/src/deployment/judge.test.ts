import { expect, test } from 'vitest'
import { judgeCanary, type VersionCounts } from './judge.ts'
import { latencyStep, quantileMs } from './latencies.ts'
import { type CanaryRules, canaryRulesSchema, type GoldResult } from './traffic.ts'

const histogram = (times: number[]): number[] => {
  const steps: number[] = []
  for (const ms of times) steps[latencyStep(ms)] = (steps[latencyStep(ms)] ?? 0) + 1
  return Array.from(steps, (count) => count ?? 0)
}
const counts = (calls: number, errors = 0, ms = 5): VersionCounts => ({
  calls,
  errors,
  latencies: histogram(Array(calls).fill(ms)),
})
const gold = (live: number, canary: number, state: GoldResult['state'] = 'done'): GoldResult => ({
  ...{ since: 2, state, rows: 200, live, canary },
  message: state === 'failed' ? 'no such file' : null,
})
const judge = (
  seen: Partial<Parameters<typeof judgeCanary>[1]>,
  rules: Partial<CanaryRules> = {},
): ReturnType<typeof judgeCanary> =>
  judgeCanary(
    { ...canaryRulesSchema.parse({}), ...rules },
    { live: counts(900), canary: counts(100), minutes: 15, gold: null, ...seen },
  )
const withGold = { gold: { datasetVersionId: 'dsv_1', rows: 'test' as const, accuracyDrop: 0.01 } }

test('promotes only once calls, time and gold rows are all there', () => {
  expect(judge({}).act).toBe('promote')
  expect(judge({ canary: counts(99) })).toEqual({
    act: 'wait',
    reason: '99 of 100 calls have been answered.',
  })
  expect(judge({ minutes: 14.9 }).act).toBe('wait')
  expect(judge({ gold: gold(0, 0, 'waiting') }, withGold).act).toBe('wait')
  expect(judge({ gold: gold(0.9, 0.9) }, withGold).act).toBe('promote')
})

test('rolls back on errors before its time is over, but not on one unlucky call', () => {
  expect(judge({ canary: counts(20, 3), minutes: 0 }).act).toBe('rollback')
  expect(judge({ canary: counts(20, 2), minutes: 0 }).act).toBe('wait')
  expect(judge({ canary: counts(3, 3), minutes: 0 }).act).toBe('wait')
  // The callers' own mistakes meet both versions alike.
  expect(judge({ canary: counts(100, 10), live: counts(900, 90) }).act).toBe('promote')
  expect(judge({ canary: counts(100, 10), live: counts(900, 9) }).reason).toContain('10 %')
})

test('rolls back a canary that is slower than its rules allow, where there is something to compare with', () => {
  expect(judge({ canary: counts(100, 0, 40) }).act).toBe('rollback')
  expect(judge({ canary: counts(100, 0, 8) }).act).toBe('promote')
  expect(judge({ canary: counts(100, 0, 40) }, { latencyRatio: null }).act).toBe('promote')
  expect(judge({ canary: counts(100, 0, 40), live: counts(3) }).act).toBe('promote')
})

test('rolls back where the gold rows say that it is worse, or could not be asked, without waiting for calls', () => {
  expect(judge({ gold: gold(0.9, 0.88), canary: counts(0), minutes: 0 }, withGold).act).toBe('rollback')
  expect(judge({ gold: gold(0.9, 0.895) }, withGold).act).toBe('promote')
  expect(judge({ gold: gold(0, 0, 'failed') }, withGold).reason).toContain('no such file')
})

test('quantiles of a histogram are at most a fifth above those of the times', () => {
  const times = Array.from({ length: 1_000 }, (_, i) => 0.3 + i ** 1.5 / 100)
  for (const q of [0.5, 0.9, 0.99]) {
    const exact = times[Math.ceil(q * times.length) - 1] ?? 0
    const told = quantileMs(histogram(times), q) ?? 0
    expect(told / exact).toBeGreaterThanOrEqual(1)
    expect(told / exact).toBeLessThan(1.2)
  }
  expect(quantileMs([], 0.5)).toBeNull()
})
