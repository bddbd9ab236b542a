import { InferenceClient } from '@huggingface/inference'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import { callPredict, openTenant, readUsage, type Served, serve } from './platform.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeParcels, makeTickets } from './texts.ts'

type Scores = { label: string; score: number }[]

let system: System
let tenant: Client
let texts: Served
let parcels: Served
beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  texts = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
  parcels = await serve(tenant, { name: 'parcels.csv', body: makeParcels(300) }, { families: ['logistic'] })
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

const ask = async (method: string, path: string, body?: unknown, key = texts.key) => {
  const response = await fetch(`${system.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as never }
}

/** What the native door answers, to hold the others against. */
const native = async (served: Served, inputs: unknown[]): Promise<{ label: string; scores: Scores }[]> => {
  const response = await callPredict(system.url, served, { inputs })
  return ((await response.json()) as { predictions: { label: string; scores: Scores }[] }).predictions
}
const ticket = 'a refund for my last invoice'
const other = 'the screen is frozen since the update'

describe('the OpenAI client, moderating with a deployment', () => {
  const client = (key = texts.key) =>
    new OpenAI({ apiKey: key, baseURL: `${system.url}/v1`, maxRetries: 0 }).moderations

  it('gives a category per label with the native scores', async () => {
    const [expected] = await native(texts, [ticket])
    const { results, model } = await client().create({ model: texts.deploymentId, input: [ticket, other] })
    expect(model).toBe(texts.deploymentId)
    expect(results.length).toBe(2)
    expect(results[0]!.flagged).toBe(true)
    expect(results[0]!.categories).toEqual({ billing: true, technical: false })
    expect(results[0]!.category_scores).toEqual(
      Object.fromEntries(expected!.scores.map(({ label, score }) => [label, score])),
    )
    expect(results[0]!.category_applied_input_types).toEqual({ billing: ['text'], technical: ['text'] })
  })

  it('needs no model with a key that calls one deployment only', async () => {
    const { key } = await tenant.mutate<{ key: string }>('apiKey.create', {
      name: 'One',
      deploymentId: texts.deploymentId,
    })
    expect((await client(key).create({ input: ticket })).results.length).toBe(1)
    await expect(client().create({ input: ticket })).rejects.toMatchObject({ status: 400, param: 'model' })
  })

  it('throws the client’s own errors', async () => {
    await expect(client('ask_no').create({ model: texts.deploymentId, input: 'x' })).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    )
    await expect(client().create({ model: 'dep_unknown', input: 'x' })).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    )
    const picture = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } }
    await expect(client().create({ model: texts.deploymentId, input: [picture] })).rejects.toMatchObject({
      status: 400,
      code: 'input_type',
      param: 'input[0]',
      type: 'invalid_request_error',
    })
  })
})

describe('tables through @huggingface/inference', () => {
  const columns = { weight: ['4.5', '90'], way: ['road', 'sea'], distance: ['20', '300'] }

  it('answers each row with its label’s place, and the Python client’s shape with its name', async () => {
    const rows = [
      { weight: 4.5, way: 'road', distance: 20 },
      { weight: 90, way: 'sea', distance: 300 },
    ]
    const labels = (await native(parcels, rows)).map(({ label }) => label)
    const client = new InferenceClient(parcels.key, {
      endpointUrl: `${system.url}/hf/${parcels.deploymentId}`,
    })
    const places = await client.tabularClassification({ inputs: { data: columns } })
    const { manifest } = await tenant.query<{ manifest: { labels: string[] } }>('deployment.get', {
      id: parcels.deploymentId,
    })
    expect(places.map((place) => manifest.labels[place])).toEqual(labels)
    const named = await ask('POST', `/hf/${parcels.deploymentId}`, { table: columns })
    expect(named).toEqual({ status: 200, body: labels })
  })

  it('names the column that is too short, and bills nothing', async () => {
    const { used } = await readUsage(tenant)
    const short = { inputs: { data: { ...columns, way: ['sea'] } } }
    const refused = await ask('POST', `/hf/${parcels.deploymentId}`, short)
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining('way') } })
    expect((await readUsage(tenant)).used).toBe(used)
  })
})

describe('the Open Inference Protocol v2', () => {
  const tensor = (data: unknown[], more: object = {}) => ({
    name: 'text',
    datatype: 'BYTES',
    shape: [data.length],
    data,
    ...more,
  })
  const infer = (body: object, version = '') =>
    ask('POST', `/v2/models/${texts.deploymentId}${version}/infer`, body)

  it('describes the server and the model, and says that both are ready', async () => {
    const alive = await fetch(`${system.url}/v2/health/live`)
    expect(await alive.json()).toEqual({ live: true, ready: true })
    expect(await ask('GET', `/v2/models/${texts.deploymentId}/ready`)).toMatchObject({
      body: { ready: true },
    })
    const model = await ask('GET', `/v2/models/${parcels.deploymentId}/versions/1`)
    expect(model.body).toMatchObject({
      name: parcels.deploymentId,
      versions: ['1'],
      inputs: expect.arrayContaining([
        { name: 'weight', datatype: 'FP64', shape: [-1] },
        { name: 'way', datatype: 'BYTES', shape: [-1] },
      ]),
    })
  })

  it('answers tensors of the native scores, and the request’s id', async () => {
    const expected = await native(texts, [ticket, other])
    const { body } = await infer({ id: '42', inputs: [tensor([ticket, other], { shape: [2, 1] })] })
    const { outputs, ...head } = body as { outputs: { name: string; shape: number[]; data: unknown[] }[] }
    expect(head).toEqual({ model_name: texts.deploymentId, model_version: '1', id: '42' })
    const byName = Object.fromEntries(outputs.map((output) => [output.name, output]))
    expect(byName['label']!.data).toEqual(expected.map(({ label }) => label))
    expect(byName['probabilities']!.shape).toEqual([2, 2])
    const classes = byName['classes']!.data
    const scores = new Map(expected[1]!.scores.map(({ label, score }) => [label, score]))
    expect(byName['probabilities']!.data.slice(2)).toEqual(
      classes.map((label) => scores.get(label as string)),
    )
  })

  it('gives only the outputs that were asked for', async () => {
    const { body } = await infer({ inputs: [tensor([ticket])], outputs: [{ name: 'label' }] })
    expect(body).toMatchObject({ outputs: [{ name: 'label', shape: [1], data: ['billing'] }] })
  })

  it.each([
    ['shape', () => tensor([ticket], { shape: [2] }), 'inputs[0].shape'],
    ['datatype', () => tensor([7]), 'inputs[0].data[0]'],
    ['name', () => tensor([ticket], { name: 'words' }), '"words"'],
  ])('refuses a wrong %s with its place', async (_what, wrong, place) => {
    const refused = await infer({ inputs: [wrong()] })
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining(place) } })
  })

  it('knows no version but the served one', async () => {
    expect((await infer({ inputs: [tensor([ticket])] }, '/versions/1')).status).toBe(200)
    expect((await infer({ inputs: [tensor([ticket])] }, '/versions/2')).status).toBe(404)
  })
})

describe('TensorFlow Serving’s REST API', () => {
  const at = (step: string) => `/v1/models/${texts.deploymentId}${step}`

  it('predicts rows and columns, and classifies examples, with the native scores', async () => {
    const [expected] = await native(texts, [ticket])
    const rows = await ask('POST', at(':predict'), { instances: [ticket, { text: other }] })
    expect(rows.body).toMatchObject({ predictions: [{ label: 'billing' }, { label: 'technical' }] })
    const columns = await ask('POST', at('/versions/1:predict'), { inputs: { text: [ticket] } })
    expect(columns.body).toMatchObject({ outputs: { label: ['billing'] } })
    const bytes = { b64: Buffer.from(ticket).toString('base64') }
    const classified = await ask('POST', at(':classify'), { examples: [{ text: bytes }] })
    expect(classified.body).toEqual({ result: [expected!.scores.map(({ label, score }) => [label, score])] })
  })

  it('fills examples from their context', async () => {
    const { body } = await ask('POST', `/v1/models/${parcels.deploymentId}:classify`, {
      context: { distance: 20, way: 'sea' },
      examples: [{ weight: 4.5 }, { weight: 90, way: 'road' }],
    })
    expect((body as { result: unknown[] }).result.length).toBe(2)
  })

  it('tells the version’s status and its signature', async () => {
    const status = await ask('GET', at(''))
    expect(status.body).toEqual({
      model_version_status: [
        { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
      ],
    })
    const metadata = await ask('GET', at('/metadata'))
    expect(metadata.body).toMatchObject({ model_spec: { name: texts.deploymentId, version: '1' } })
  })

  it('refuses both forms at once and an unknown signature, as a text', async () => {
    const both = await ask('POST', at(':predict'), { instances: [ticket], inputs: [ticket] })
    expect(both).toMatchObject({ status: 400, body: { error: expect.stringContaining('not both') } })
    const signature = await ask('POST', at(':predict'), { signature_name: 'other', instances: [ticket] })
    expect(signature.status).toBe(400)
  })
})
