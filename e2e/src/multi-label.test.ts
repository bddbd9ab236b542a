import { InferenceClient } from '@huggingface/inference'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import { callPredict, openTenant, readUsage, type Served, serve, train, uploadDataset } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'

const topics = {
  billing: ['refund', 'invoice', 'charged'],
  delivery: ['parcel', 'courier', 'late'],
  login: ['password', 'locked', 'account'],
}
const names = Object.keys(topics) as (keyof typeof topics)[]

/** Messages on none, some or all of the topics, with the labels as a JSON array. */
const makeMessages = (rows: number): string =>
  Array.from({ length: rows }, (_, i) => {
    const labels = names.filter((_name, k) => ((i % 8) >> k) & 1)
    const words = labels.flatMap((name) => [topics[name][i % 3], topics[name][(i + 1) % 3]])
    return JSON.stringify({ text: `hello number ${i} ${words.join(' ')} thanks`, labels })
  }).join('\n')

let system: System
let tenant: Client
let served: Served

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  served = await serve(tenant, { name: 'messages.jsonl', body: makeMessages(320) })
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

type Answer = { labels: string[]; scores: { label: string; score: number }[]; explanation?: unknown[] }
const predict = async (body: object): Promise<Answer[]> => {
  const response = await callPredict(system.url, served, body)
  expect(response.status).toBe(200)
  return ((await response.json()) as { predictions: Answer[] }).predictions
}

describe('a classifier of several labels per row', () => {
  it('answers those that reach their thresholds, with a score of its own for each', async () => {
    const [both, none] = await predict({
      inputs: ['the courier is late and my password is locked', 'hello, thanks'],
      explain: true,
    })
    expect([...(both?.labels ?? [])].sort()).toEqual(['delivery', 'login'])
    expect(none?.labels).toEqual([])
    expect(both?.scores.map((one) => one.label).sort()).toEqual(names)
    expect(both?.scores.reduce((sum, one) => sum + one.score, 0)).toBeGreaterThan(1.2)
    expect(both?.explanation?.length).toBeGreaterThan(0)
    const [top] = await predict({ inputs: ['refund my invoice'], top_k: 1 })
    expect(top).toMatchObject({ labels: ['billing'], scores: [{ label: 'billing' }] })
  })

  it('gives the Hugging Face door the same scores, each by itself unless a softmax is asked for', async () => {
    const text = 'the courier is late and my password is locked'
    const client = new InferenceClient(served.key, { endpointUrl: `${system.url}/hf/${served.deploymentId}` })
    const [native] = await predict({ inputs: [text] })
    expect(await client.textClassification({ inputs: text })).toEqual(native?.scores)
    const competing = await client.textClassification({
      inputs: text,
      parameters: { function_to_apply: 'softmax' },
    })
    expect(competing.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5)
  })

  it('counts each answer as one prediction, however many labels it has', async () => {
    const { used } = await readUsage(tenant)
    await predict({ inputs: ['refund', 'courier and password', 'hello'] })
    expect((await readUsage(tenant)).used).toBe(used + 3)
  })
})

it('a table whose rows have weights is trained by them', async () => {
  // Where x is below 50 two of three rows say "no"; by their weights "yes" is twice as heavy there.
  const rows = Array.from({ length: 300 }, (_, i) => {
    const x = (i * 37) % 100
    const label = x < 50 && i % 3 > 0 ? 'no' : 'yes'
    return `${x},${(i * 7) % 13},${label},${label === 'yes' ? 4 : 1}`
  })
  const version = await uploadDataset(tenant, {
    name: 'weighted.csv',
    body: ['x,noise,label,votes', ...rows].join('\n'),
    query: 'labelColumn=label&weightColumn=votes',
  })
  expect(version.status).toBe('ready')
  const profile = await tenant.query<{ profile: { columns: { name: string; role: string }[] } }>(
    'dataset.version',
    { id: version.id },
  )
  expect(profile.profile.columns.find((one) => one.name === 'votes')?.role).toBe('weight')
  const job = await train(tenant, version.id, { families: ['logistic'] })
  const model = await tenant.query<{ manifest: { columns: { name: string }[] } }>('model.version', {
    id: job.modelVersionId,
  })
  expect(model.manifest.columns.map((one) => one.name)).toEqual(['x', 'noise'])
})
