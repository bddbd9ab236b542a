import { InferenceClient } from '@huggingface/inference'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import { callPredict, openTenant, readUsage, type Served, serve } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeTickets } from './texts.ts'

let system: System
let tenant: Client
let served: Served

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  served = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const clientFor = (deploymentId = served.deploymentId, key = served.key) =>
  new InferenceClient(key, { endpointUrl: `${system.url}/hf/${deploymentId}` })

const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ message: string; status: number; body: unknown }> => {
  try {
    await work
  } catch (error) {
    const { message, httpResponse } = error as Error & { httpResponse?: { status: number; body: unknown } }
    return { message, status: httpResponse?.status ?? 0, body: httpResponse?.body }
  }
  throw new Error('The call was answered')
}

describe('@huggingface/inference, pointed at a deployment', () => {
  it('classifies a text: labels with scores, highest first, summing to one', async () => {
    const scores = await clientFor().textClassification({ inputs: 'a refund for my last invoice' })
    expect(scores.map(({ label }) => label)).toEqual(['billing', 'technical'])
    expect(scores[0]!.score).toBeGreaterThan(scores[1]!.score)
    expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5)
  })

  it('gives the same scores as the native door', async () => {
    const text = 'the screen is frozen since the update'
    const native = await callPredict(system.url, served, { inputs: text })
    const { predictions } = (await native.json()) as { predictions: { scores: unknown }[] }
    expect(await clientFor().textClassification({ inputs: text })).toEqual(predictions[0]!.scores)
  })

  it('keeps to top_k and applies the asked function', async () => {
    const inputs = 'a refund for my last invoice'
    const [top, ...rest] = await clientFor().textClassification({ inputs, parameters: { top_k: 1 } })
    expect(rest).toEqual([])
    const [squashed] = await clientFor().textClassification({
      inputs,
      parameters: { function_to_apply: 'sigmoid', top_k: 1 },
    })
    expect(squashed!.score).toBeCloseTo(top!.score / (1 + top!.score), 4)
  })

  it('bills each answered text once and refused ones never', async () => {
    const { used } = await readUsage(tenant)
    await clientFor().textClassification({ inputs: 'charge' })
    await refusalOf(clientFor('dep_unknown').textClassification({ inputs: 'charge' }))
    expect((await readUsage(tenant)).used).toBe(used + 1)
  })

  it('shows the client a refusal as a text it can print: unknown deployment, wrong key, wrong input', async () => {
    const unknown = await refusalOf(clientFor('dep_unknown').textClassification({ inputs: 'x' }))
    expect(unknown).toMatchObject({ status: 404, body: { error: expect.stringContaining('deployment') } })
    const key = await refusalOf(
      clientFor(served.deploymentId, `ask_${'x'.repeat(43)}`).textClassification({ inputs: 'x' }),
    )
    expect(key).toMatchObject({ status: 401, body: { error: expect.stringContaining('key') } })
    const bad = await refusalOf(clientFor().textClassification({ inputs: 'x', parameters: { top_k: 0 } }))
    expect(bad).toMatchObject({ status: 400, body: { error: expect.stringContaining('top_k') } })
    expect(bad.message).toContain('top_k')
  })
})
