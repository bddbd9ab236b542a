import { InferenceClient } from '@huggingface/inference'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import { callPredict, openTenant, readUsage, type Served, serve } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeParcels, makeTickets } from './texts.ts'

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

  it('shows the client a refusal as a text it can print: unknown deployment, wrong key, wrong kind, wrong input', async () => {
    const unknown = await refusalOf(clientFor('dep_unknown').textClassification({ inputs: 'x' }))
    expect(unknown).toMatchObject({ status: 404, body: { error: expect.stringContaining('deployment') } })
    const key = await refusalOf(
      clientFor(served.deploymentId, `ask_${'x'.repeat(43)}`).textClassification({ inputs: 'x' }),
    )
    expect(key).toMatchObject({ status: 401, body: { error: expect.stringContaining('key') } })
    const bad = await refusalOf(clientFor().textClassification({ inputs: 'x', parameters: { top_k: 0 } }))
    expect(bad).toMatchObject({ status: 400, body: { error: expect.stringContaining('top_k') } })
    expect(bad.message).toContain('top_k')

    const table = await serve(
      tenant,
      { name: 'parcels.csv', body: makeParcels(300) },
      { families: ['logistic'] },
    )
    const wrongKind = await refusalOf(clientFor(table.deploymentId).textClassification({ inputs: 'x' }))
    expect(wrongKind).toMatchObject({ status: 400, body: { error: expect.stringContaining('/v1/predict') } })
  })
})

type Operation = {
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>
  security?: unknown[]
}
type OpenApi = { openapi: string; paths: Record<string, Record<string, Operation>> }

describe('/openapi.json', () => {
  const file = makeTickets(50)
  const byKey = () => ({ authorization: `Bearer ${served.key}`, 'tus-resumable': '1.0.0' })
  const beginUpload = async (): Promise<Response> => {
    const { id } = await tenant.mutate<{ id: string }>('dataset.create', { name: 'In stretches' })
    const headers = { ...byKey(), 'upload-length': String(Buffer.byteLength(file)) }
    return fetch(`${system.url}/v1/datasets/${id}/uploads`, { method: 'POST', headers })
  }
  const onUpload = (begun: Response, method: string, step = ''): Promise<Response> =>
    fetch(`${system.url}${begun.headers.get('location')}${step}`, { method, headers: byKey() })
  const sendAll = (begun: Response): Promise<Response> =>
    fetch(`${system.url}${begun.headers.get('location')}`, {
      method: 'PATCH',
      headers: { ...byKey(), 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
      body: file,
    })
  const calls: Record<string, () => Promise<Response>> = {
    'post /v1/predict/{deployment}': () =>
      callPredict(system.url, served, { inputs: ['one', 'two'], top_k: 1 }),
    'post /hf/{deployment}': () =>
      fetch(`${system.url}/hf/${served.deploymentId}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${served.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ inputs: ['one', 'two'] }),
      }),
    'put /v1/datasets/{dataset}/uploads': async () => {
      const { id } = await tenant.mutate<{ id: string }>('dataset.create', { name: 'By key' })
      return fetch(`${system.url}/v1/datasets/${id}/uploads?name=a.csv`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${served.key}`, 'content-type': 'application/octet-stream' },
        body: makeTickets(50),
      })
    },
    'post /v1/datasets/{dataset}/uploads': () => beginUpload(),
    'get /v1/uploads/{upload}': async () => onUpload(await beginUpload(), 'GET'),
    'patch /v1/uploads/{upload}': async () => sendAll(await beginUpload()),
    'delete /v1/uploads/{upload}': async () => onUpload(await beginUpload(), 'DELETE'),
    'post /v1/uploads/{upload}/finish': async () => {
      const begun = await beginUpload()
      await sendAll(begun)
      return onUpload(begun, 'POST', '/finish')
    },
    'get /v1/dataset-versions/{version}/export': () =>
      fetch(`${system.url}/v1/dataset-versions/${served.datasetVersionId}/export?format=csv`, {
        headers: byKey(),
      }),
    'get /v1/model-versions/{version}/export': () =>
      fetch(`${system.url}/v1/model-versions/${served.modelVersionId}/export?format=onnx`, {
        headers: byKey(),
      }),
    'get /healthz': () => fetch(`${system.url}/healthz`),
    'get /readyz': () => fetch(`${system.url}/readyz`),
  }

  it('is OpenAPI 3.1, and every operation in it answers with its documented success', async () => {
    const response = await fetch(`${system.url}/openapi.json`)
    expect(response.headers.get('content-type')).toContain('application/json')
    const document = (await response.json()) as OpenApi
    expect(document.openapi).toMatch(/^3\.1\./)
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    )
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(calls).sort())
    for (const { name, operation } of operations) {
      const answer = await calls[name]!()
      const documented = operation.responses[String(answer.status)]
      expect(answer.ok, `${name}: ${answer.status}`).toBe(true)
      expect(documented, `${name}: ${answer.status}`).toBeDefined()
      if (answer.status !== 204) {
        const [type = ''] = Object.keys(documented?.content ?? {})
        expect(answer.headers.get('content-type'), name).toContain(type)
        expect(type, `${name}: ${answer.status}`).not.toBe('')
      }
      expect(answer.headers.get('x-request-id'), name).toMatch(/^req_/)
    }
  })

  it('is shown on /docs without anything from another origin', async () => {
    const page = await fetch(`${system.url}/docs`)
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).not.toMatch(/(?:src|href)="https?:\/\//)
  })
})
