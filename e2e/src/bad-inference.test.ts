import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './client.ts'
import {
  callPredict,
  openNewcomerAt,
  openTenant,
  readUsage,
  readUsageEvents,
  type Served,
  serve,
} from './platform.ts'
import { until } from './poll.ts'
import { removeHome, type System, startSystem } from './system.ts'
import { makeParcels, makeTickets } from './texts.ts'

let system: System
let tenant: Client
let texts: Served
let table: Served
/** Predictions answered with 200 since the tenant began. */
let answered = 0

beforeAll(async () => {
  system = await startSystem()
  tenant = await openTenant(system.url)
  texts = await serve(tenant, { name: 'tickets.csv', body: makeTickets(300) })
  table = await serve(tenant, { name: 'parcels.csv', body: makeParcels(300) }, { families: ['logistic'] })
})
afterAll(async () => {
  await system?.stop()
  if (system) removeHome(system.home)
})

type Refusal = { status: number; code: string; param: string | null; message: string; headers: Headers }

const readRefusal = async (response: Response): Promise<Refusal> => {
  const { error } = (await response.json()) as { error: Record<string, string | null> }
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'request_id', 'type'])
  expect(error['request_id']).toBe(response.headers.get('x-request-id'))
  return {
    status: response.status,
    code: error['code'] ?? '',
    param: error['param'] ?? null,
    message: error['message'] ?? '',
    headers: response.headers,
  }
}

const refuse = async (
  body: unknown,
  headers: Record<string, string> = {},
  served = texts,
): Promise<Refusal> => readRefusal(await callPredict(system.url, served, body, headers))

/** Sends headers at once and the body a byte at a time, for as long as it is let. */
const trickle = (): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const call = httpRequest(
      `${system.url}/v1/predict/${texts.deploymentId}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${texts.key}`,
          'content-type': 'application/json',
          'content-length': 100_000,
        },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk
        })
        response.once('close', () => {
          clearInterval(dripping)
          resolve({ status: response.statusCode ?? 0, body })
        })
      },
    )
    const dripping = setInterval(() => call.write(' '), 200)
    call.once('error', (error) => {
      clearInterval(dripping)
      reject(error)
    })
  })

describe('a key', () => {
  it('that is missing, malformed or unknown is refused as 401', async () => {
    expect(await refuse({ inputs: 'x' }, { authorization: '' })).toMatchObject({
      status: 401,
      code: 'key_missing',
    })
    for (const authorization of ['Bearer nonsense', `Bearer ask_${'x'.repeat(43)}`, `Basic ${texts.key}`])
      expect(await refuse({ inputs: 'x' }, { authorization })).toMatchObject({
        status: 401,
        code: 'key_invalid',
      })
  })

  it('in the URL is refused as 401 and never reaches a log', async () => {
    const response = await fetch(`${system.url}/v1/predict/${texts.deploymentId}?key=${texts.key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"inputs":"x"}',
    })
    expect(await readRefusal(response)).toMatchObject({ status: 401, code: 'key_in_url' })
    expect(system.logs()).not.toContain(texts.key.slice(4))
  })

  it('that was revoked stops within a second', async () => {
    const { id, key } = await tenant.mutate<{ id: string; key: string }>('apiKey.create', {
      name: 'short-lived',
    })
    expect((await callPredict(system.url, { ...texts, key }, { inputs: 'x' })).status).toBe(200)
    answered++
    await tenant.mutate('apiKey.revoke', { id })
    const call = async () => {
      const { status } = await callPredict(system.url, { ...texts, key }, { inputs: 'x' })
      if (status === 200) answered++
      return status
    }
    await until('401', call, (status) => status === 401, 1_000)
  })

  it('of another workspace sees a deployment as one that does not exist, to the byte', async () => {
    const stranger = await openTenant(system.url, 'Stranger')
    const { key } = await stranger.mutate<{ key: string }>('apiKey.create', { name: 'k' })
    const read = async (deploymentId: string) => {
      const response = await callPredict(system.url, { deploymentId, key }, { inputs: 'x' })
      return {
        status: response.status,
        text: (await response.text()).replaceAll(deploymentId, 'ID').replace(/req_\w+/, 'REQ'),
        headers: [...response.headers.keys()].sort(),
      }
    }
    const foreign = await read(texts.deploymentId)
    expect(foreign.status).toBe(404)
    expect(foreign).toEqual(await read(`${texts.deploymentId.slice(0, -4)}0000`))
  })

  it('for one deployment does not open another', async () => {
    const { key } = await tenant.mutate<{ key: string }>('apiKey.create', {
      name: 'only texts',
      deploymentId: texts.deploymentId,
    })
    expect(await refuse({ inputs: { weight: 1 } }, {}, { ...table, key })).toMatchObject({ status: 404 })
  })

  it('over the rate of its plan is refused as 429 with Retry-After, and served again in the next second', async () => {
    const newcomer = await openNewcomerAt(system, 3)
    const { key } = await newcomer.mutate<{ key: string }>('apiKey.create', { name: 'k' })
    const call = () => refuse({ inputs: 'x' }, {}, { ...texts, key })
    const refusals = await Promise.all(Array.from({ length: 20 }, call))
    const limited = refusals.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(limited[0]).toMatchObject({ code: 'rate_limited' })
    expect(Number(limited[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    await until('room', call, ({ status }) => status === 404, 5_000)
  })
})

describe('a body', () => {
  it('that is no JSON, no object, or has unknown, missing or wrong fields is refused as 400 naming the field', async () => {
    expect(await refuse('{"inputs": NaN}')).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(await refuse('')).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(await refuse('[1]')).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(await refuse({})).toMatchObject({ status: 400, param: 'inputs' })
    expect(await refuse({ inputs: [] })).toMatchObject({ status: 400, param: 'inputs' })
    expect(await refuse({ inputs: 'x', colour: 1 })).toMatchObject({ status: 400, param: 'colour' })
    expect(await refuse('{"inputs":"x","__proto__":{"a":1}}')).toMatchObject({
      status: 400,
      param: '__proto__',
    })
    expect(await refuse({ inputs: 'x', top_k: 0 })).toMatchObject({ status: 400, param: 'top_k' })
    expect(await refuse({ inputs: 'x', explain: 'yes' })).toMatchObject({ status: 400, param: 'explain' })
    expect(await refuse({ inputs: 'x' }, { 'idempotency-key': 'k'.repeat(256) })).toMatchObject({
      status: 400,
    })
  })

  it('with one wrong input is refused whole as 400 naming the input and the column', async () => {
    const good = { weight: 10, way: 'sea', distance: 5 }
    const rows: [unknown, string, string][] = [
      [{ ...good, weight: 'heavy' }, 'column_type', 'inputs[1].weight'],
      [{ ...good, colour: 'red' }, 'column_unknown', 'inputs[1].colour'],
      [{ weight: 1, way: 'sea' }, 'column_missing', 'inputs[1].distance'],
      ['a text', 'input_type', 'inputs[1]'],
      [null, 'input_type', 'inputs[1]'],
      [[1, 2], 'input_type', 'inputs[1]'],
    ]
    for (const [row, code, param] of rows)
      expect(await refuse({ inputs: [good, row] }, {}, table), code).toMatchObject({
        status: 400,
        code,
        param,
      })
    expect(await refuse('{"inputs":{"weight":1e999,"way":"sea","distance":5}}', {}, table)).toMatchObject({
      status: 400,
      code: 'input_not_finite',
      param: 'inputs.weight',
    })
    expect(
      await refuse('{"inputs":{"weight":1,"way":"sea","distance":5,"__proto__":1}}', {}, table),
    ).toMatchObject({ status: 400, code: 'column_unknown' })
    expect(await refuse({ inputs: ['fine', 7] })).toMatchObject({
      status: 400,
      code: 'input_type',
      param: 'inputs[1]',
    })
  })

  it('with 10,001 rows is refused as 400 and billed nothing', async () => {
    expect(await refuse({ inputs: Array(10_001).fill('x') })).toMatchObject({
      status: 400,
      code: 'batch_too_large',
    })
  })

  it('over the limit is refused as 413, compressed or of another type as 415', async () => {
    expect(await refuse({ inputs: 'x'.repeat(9 * 1024 ** 2) })).toMatchObject({
      status: 413,
      code: 'body_too_large',
    })
    expect(await refuse({ inputs: 'x' }, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
      param: 'content-type',
    })
    const bomb = await fetch(`${system.url}/v1/predict/${texts.deploymentId}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${texts.key}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify({ inputs: 'x'.repeat(50 * 1024 ** 2) })),
    })
    expect(await readRefusal(bomb)).toMatchObject({ status: 415, param: 'content-encoding' })
  })

  it('that arrives a byte at a time is refused as 408', async () => {
    const { status, body } = await trickle()
    expect(status).toBe(408)
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'body_timeout' } })
  })

  it('of the wrong method is refused as 405, and an unknown path as 404', async () => {
    const wrong = await fetch(`${system.url}/v1/predict/${texts.deploymentId}`)
    expect(await readRefusal(wrong)).toMatchObject({ status: 405 })
    const unknown = await fetch(`${system.url}/v1/nothing`, { method: 'POST' })
    expect(await readRefusal(unknown)).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('an idempotency key', () => {
  it('has one effect and one answer under 90 concurrent calls', async () => {
    const { used } = await readUsage(tenant)
    const headers = { 'idempotency-key': 'hundred' }
    const calls = Array.from({ length: 90 }, () =>
      callPredict(system.url, texts, { inputs: 'a refund' }, headers),
    )
    const responses = await Promise.all(calls)
    const bodies = new Set<string>()
    for (const response of responses) {
      if (response.status === 200) bodies.add(await response.text())
      else expect(await readRefusal(response)).toMatchObject({ status: 409, code: 'idempotency_in_flight' })
    }
    const replayed = await callPredict(system.url, texts, { inputs: 'a refund' }, headers)
    bodies.add(await replayed.text())
    expect(bodies.size).toBe(1)
    answered++
    expect((await readUsage(tenant)).used).toBe(used + 1)
  })

  it('is refused as 422 with another body, and free again after a refused call', async () => {
    const headers = { 'idempotency-key': 'hundred' }
    expect(await refuse({ inputs: 'another text' }, headers)).toMatchObject({
      status: 422,
      code: 'idempotency_mismatch',
    })
    const again = { 'idempotency-key': 'after a refusal' }
    expect(await refuse({ inputs: [7] }, again)).toMatchObject({ status: 400 })
    expect((await callPredict(system.url, texts, { inputs: [7] }, again)).status).toBe(400)
    expect((await callPredict(system.url, texts, { inputs: ['now a text'] }, again)).status).toBe(200)
    answered++
  })
})

describe('all of it', () => {
  it('billed the answered predictions and nothing else', async () => {
    const events = await readUsageEvents(tenant)
    expect(events.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(answered)
  })
})
