import { afterAll, beforeAll, expect, it } from 'vitest'
import { callPredict, openTenant } from './platform.ts'
import { until } from './poll.ts'
import { removeHome, type System, startSystem } from './system.ts'

/** Every ready-made solution, with what its own examples are to be answered. */
const solutions = {
  spam: ['spam', 'not spam', 'spam', 'not spam'],
  'sentiment-english': ['positive', 'negative', 'neutral'],
  'sentiment-chinese': ['正面', '负面', '中性'],
  'support-tickets': ['billing', 'technical', 'shipping', 'feedback'],
  intent: ['book_flight', 'weather', 'set_alarm', 'play_music'],
  'review-rating': ['5 stars', '4 stars', '1 star'],
  'disease-risk': ['high', 'low'],
  'product-photos': ['mug', 'shoe', 'lamp', 't-shirt'],
  'spoken-commands': ['yes', 'no', 'stop', 'go'],
}

type Run = {
  status: string
  error: { message: string } | null
  deploymentId: string | null
  modelVersion: { id: string } | null
}
type Measured = { accuracy: number }
type Report = { report: { test: Measured; baseline: Measured } }

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const bringLive = async (solution: string) => {
  const client = await openTenant(system.url, solution)
  const { id } = await client.mutate<{ id: string }>('solution.start', { solution })
  const run = await until(
    `${solution} to be live`,
    () => client.query<Run>('solution.get', { id }),
    ({ status }) => status !== 'running',
    180_000,
  )
  expect(run.error).toBeNull()
  const { report } = await client.query<Report>('model.version', { id: run.modelVersion?.id })
  const deploymentId = run.deploymentId ?? ''
  const inputs = await client.query<unknown[]>('solution.examples', { deploymentId })
  const { key } = await client.mutate<{ key: string }>('apiKey.create', { name: 'e2e' })
  const response = await callPredict(system.url, { deploymentId, key }, { inputs })
  expect(response.status, await response.clone().text()).toBe(200)
  const { predictions } = (await response.json()) as { predictions: { label: string }[] }
  return {
    test: report.test.accuracy,
    baseline: report.baseline.accuracy,
    answers: predictions.map(({ label }) => label),
  }
}

it('brings every solution’s sample to a live endpoint that knows its examples and clearly beats the baseline', async () => {
  const live = await Promise.all(
    Object.keys(solutions).map(async (solution) => [solution, await bringLive(solution)] as const),
  )
  expect(Object.fromEntries(live.map(([solution, { answers }]) => [solution, answers]))).toEqual(solutions)
  for (const [solution, { test, baseline }] of live) {
    // Half of what the commonest label gets wrong, at least.
    expect(test, solution).toBeGreaterThan(baseline + (1 - baseline) / 2)
  }
})
