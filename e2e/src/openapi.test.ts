import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import { callPredict, openTenant, type Served, serve } from './platform.ts'
import { until } from './poll.ts'
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

type Operation = {
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>
  security?: unknown[]
}
type OpenApi = { openapi: string; paths: Record<string, Record<string, Operation>> }

describe('/openapi.json', () => {
  const file = makeTickets(50)
  const byKey = () => ({ authorization: `Bearer ${served.key}`, 'tus-resumable': '1.0.0' })
  const get = (path: string): Promise<Response> => fetch(`${system.url}${path}`, { headers: byKey() })
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${system.url}${path}`, {
      method: 'POST',
      headers: { ...byKey(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
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
  const startBatch = (): Promise<Response> =>
    fetch(`${system.url}/v1/batches?deployment=${served.deploymentId}&name=a.csv`, {
      method: 'POST',
      headers: { ...byKey(), 'content-type': 'text/csv' },
      body: 'text\na refund\n',
    })
  const onBatch = async (begun: Response, method: string, step = ''): Promise<Response> => {
    const { batch } = (await begun.json()) as { batch: { id: string } }
    return fetch(`${system.url}/v1/batches/${batch.id}${step}`, { method, headers: byKey() })
  }
  const calls: Record<string, () => Promise<Response>> = {
    'post /v1/predict/{deployment}': () =>
      callPredict(system.url, served, { inputs: ['one', 'two'], top_k: 1 }),
    'post /v1/feedback': async () => {
      const call = await callPredict(system.url, served, { inputs: 'one' })
      const { id } = (await call.json()) as { id: string }
      return post('/v1/feedback', { prediction_id: id, correct: true })
    },
    'get /v1/requests': () => get(`/v1/requests?deployment=${served.deploymentId}`),
    'get /v1/deployments/{deployment}': () => get(`/v1/deployments/${served.deploymentId}`),
    'post /hf/{deployment}': () => post(`/hf/${served.deploymentId}`, { inputs: ['one', 'two'] }),
    'post /v1/moderations': () => post('/v1/moderations', { model: served.deploymentId, input: 'one' }),
    'get /v2/models/{deployment}': () => get(`/v2/models/${served.deploymentId}`),
    'get /v2/models/{deployment}/ready': () => get(`/v2/models/${served.deploymentId}/ready`),
    'post /v2/models/{deployment}/infer': () =>
      post(`/v2/models/${served.deploymentId}/infer`, {
        inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['one'] }],
      }),
    'get /v1/models/{deployment}': () => get(`/v1/models/${served.deploymentId}`),
    'get /v1/models/{deployment}/metadata': () => get(`/v1/models/${served.deploymentId}/metadata`),
    'post /v1/models/{deployment}:predict': () =>
      post(`/v1/models/${served.deploymentId}:predict`, { instances: ['one'] }),
    'post /v1/models/{deployment}:classify': () =>
      post(`/v1/models/${served.deploymentId}:classify`, { examples: [{ text: 'one' }] }),
    'post /v1/leaked-keys': () => post('/v1/leaked-keys', { key: `ask_${'a'.repeat(43)}` }),
    'get /v2': () => fetch(`${system.url}/v2`),
    'get /v2/health/live': () => fetch(`${system.url}/v2/health/live`),
    'get /v2/health/ready': () => fetch(`${system.url}/v2/health/ready`),
    'put /v1/datasets/{dataset}/uploads': async () => {
      const { id } = await tenant.mutate<{ id: string }>('dataset.create', { name: 'By key' })
      return fetch(`${system.url}/v1/datasets/${id}/uploads?name=a.csv`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${served.key}`, 'content-type': 'application/octet-stream' },
        body: makeTickets(50),
      })
    },
    'post /v1/upload-previews': () =>
      fetch(`${system.url}/v1/upload-previews?name=a.csv`, {
        method: 'POST',
        headers: { authorization: `Bearer ${served.key}`, 'content-type': 'application/octet-stream' },
        body: file,
      }),
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
    'post /v1/batches': async () => startBatch(),
    'get /v1/batches': () => get('/v1/batches?limit=2'),
    'get /v1/batches/{batch}': async () => onBatch(await startBatch(), 'GET'),
    'post /v1/batches/{batch}/cancel': async () => onBatch(await startBatch(), 'POST', '/cancel'),
    'post /v1/batches/{batch}/resume': async () => onBatch(await startBatch(), 'POST', '/resume'),
    'get /v1/batches/{batch}/results': async () => {
      const begun = await startBatch()
      const { batch } = (await begun.clone().json()) as { batch: { id: string } }
      await until(
        'the batch to end',
        async () => (await (await get(`/v1/batches/${batch.id}`)).json()) as { batch: { status: string } },
        (state) => state.batch.status === 'succeeded',
      )
      return onBatch(begun, 'GET', '/results?format=jsonl')
    },
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
    expect(html).toContain('<title>Assay API</title>')
  })
})
