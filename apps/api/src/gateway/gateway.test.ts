import { createApiKey, revokeApiKey, updateApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import {
  createDeployment,
  deploy,
  getDeployment,
  setDedicated,
  stopDeployment,
} from '@assay/services/deployment'
import { addModelVersion, addNextModelVersion, putOnPlan } from '@assay/services/testing'
import { listLiveWorkers } from '@assay/services/worker'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Api, openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let api: Api
let second: Api
let owner: WorkspaceCtx
let deploymentId: string
let key: string
let keyId: string
beforeAll(async () => {
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
  api = await startApi(platform.services)
  second = await startApi(platform.services)
})
afterAll(async () => {
  await api?.close()
  await second?.close()
  await worker?.close()
  await platform?.close()
})
beforeEach(async () => {
  owner = await platform.addWorkspace()
  const { modelVersionId } = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
  ;({ key, id: keyId } = await createApiKey(owner, { name: 'Server' }))
  worker.groups.length = 0
  worker.policies.length = 0
})

/** Cached grants and deployments are trusted for 30 s: what happens this soon came by notice. */
const promptly = { timeout: 3_000 }

type Sent = { key?: string | null; at?: Api; headers?: Record<string, string>; text?: string; id?: string }
const predict = (body: unknown, sent: Sent = {}) =>
  fetch(`${(sent.at ?? api).url}/v1/predict/${sent.id ?? deploymentId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(sent.key === null ? {} : { authorization: `Bearer ${sent.key ?? key}` }),
      ...sent.headers,
    },
    body: sent.text ?? JSON.stringify(body),
  })
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code
const events = async () => {
  const rows = await platform.services.dbs.sql.platform<{ quantity: string; request: string }[]>`
    select quantity, request_id as request from usage_call where workspace_id = ${owner.workspaceId}`
  return rows.map(({ quantity, request }) => ({ quantity: Number(quantity), request }))
}

test('an answer names its request, and exactly that request is on the ledger', async () => {
  const response = await predict({ inputs: ['one', 'two'] })
  expect(response.status).toBe(200)
  const body = (await response.json()) as { id: string }
  expect(body).toMatchObject({
    deployment: deploymentId,
    predictions: [{ id: `${body.id}-0`, label: 'a', score: 1 }, { id: `${body.id}-1` }],
    usage: { predictions: 2 },
  })
  expect(response.headers.get('x-request-id')).toBe(body.id)
  expect(await events()).toEqual([{ quantity: 2, request: body.id }])
})

test('a group carries the policy of its revision, and the next one that of the next', async () => {
  await predict({ inputs: 'a' })
  const { id: modelVersionId } = (await getDeployment(owner, { id: deploymentId })).version
  const policy = { choose: { by: 'probability' as const }, abstainBelow: 0.7 }
  await deploy(owner, { id: deploymentId, modelVersionId, policy })
  await expect
    .poll(async () => {
      await predict({ inputs: 'b' })
      return worker.policies.at(-1)
    }, promptly)
    .toEqual(policy)
  expect(worker.policies[0]).toBeUndefined()
})

test('64 callers at once are answered in groups, with exactly one usage event each', async () => {
  await predict({ inputs: 'warm' })
  worker.groups.length = 0
  const release = worker.holdAnswers()
  const calls = Array.from({ length: 64 }, () => predict({ inputs: 'hello' }))
  while (worker.groups.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  // The first group is held: all who came after it wait for the next one.
  await new Promise((resolve) => setTimeout(resolve, 150))
  release()
  const responses = await Promise.all(calls)
  expect(responses.map(({ status }) => status)).toEqual(Array(64).fill(200))
  const ids = await Promise.all(responses.map(async (r) => ((await r.json()) as { id: string }).id))
  expect(worker.groups.reduce((sum, size) => sum + size, 0)).toBe(64)
  expect(worker.groups.length).toBeLessThan(16)
  const recorded = (await events()).slice(1)
  expect(recorded.map(({ request }) => request).sort()).toEqual(ids.sort())
})

test('one bad input in a group fails alone: its neighbours are answered, and it is not billed', async () => {
  await predict({ inputs: 'warm' })
  const release = worker.holdAnswers()
  const calls = Array.from({ length: 12 }, (_, i) => predict({ inputs: i === 5 ? ['good', 'bad'] : 'good' }))
  release()
  const responses = await Promise.all(calls)
  expect(responses.map(({ status }) => status)).toEqual(
    Array.from({ length: 12 }, (_, i) => (i === 5 ? 400 : 200)),
  )
  expect(await responses[5]?.json()).toMatchObject({
    error: { code: 'input_type', param: 'inputs[1]', message: 'inputs[1]: The input must be a text.' },
  })
  expect(await events()).toHaveLength(12)
})

test('a key that has spent its cap is told so by its name, and another key of the workspace goes on', async () => {
  await putOnPlan(owner, { overagePer1000Minor: '1000' })
  const capped = await createApiKey(owner, { name: 'Shop', spendCapMinor: '3' })
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => predict({ inputs: 'a' }, { key: capped.key })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
  const refused = answers.find(({ status }) => status === 402)
  expect(await refused?.json()).toMatchObject({
    error: { code: 'key_spend_cap_reached', message: expect.stringContaining('"Shop"') },
  })
  expect((await predict({ inputs: 'a' })).status).toBe(200)
  await updateApiKey(owner, { id: capped.id, spendCapMinor: '4' })
  expect((await predict({ inputs: 'a' }, { key: capped.key })).status).toBe(200)
})

test('the quota is met exactly: as many answers and events as it holds, the rest 402', async () => {
  await platform.services.dbs.sql.platform`
    update quota_balance set hard_limit = 100 where workspace_id = ${owner.workspaceId}`
  const responses = await Promise.all(Array.from({ length: 130 }, () => predict({ inputs: 'hello' })))
  expect(responses.filter(({ status }) => status === 200)).toHaveLength(100)
  const refused = responses.filter(({ status }) => status === 402)
  expect(refused).toHaveLength(30)
  expect(await codeOf(refused[0] ?? new Response())).toBe('quota_exceeded')
  expect(await events()).toHaveLength(100)
})

test('a worker that is gone and comes back fails no request', async () => {
  expect((await predict({ inputs: 'hello' })).status).toBe(200)
  await worker.die()
  const calls = Array.from({ length: 8 }, () => predict({ inputs: 'hello' }))
  await new Promise((resolve) => setTimeout(resolve, 200))
  await worker.comeBack()
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect(await events()).toHaveLength(9)
})

test('a worker that died unheard is passed over at once while another one lives', async () => {
  const other = await startFakeWorker(platform.services)
  const ids = [deploymentId]
  for (let i = 0; i < 7; i++) {
    const { modelVersionId } = await addModelVersion(owner)
    ids.push((await createDeployment(owner, { name: 'Live', modelVersionId })).id)
  }
  await worker.die()
  const responses = await Promise.all(ids.map((id) => predict({ inputs: 'hello' }, { id })))
  expect(responses.map(({ status }) => status)).toEqual(ids.map(() => 200))
  // Nobody waited for its silence: it is still on the list.
  expect((await listLiveWorkers(platform.services)).map(({ id }) => id)).toContain(worker.id())
  await worker.comeBack()
  await other.close()
})

test('a deploy is served by every process at once, and drops no request', async () => {
  const lineage = await addModelVersion(owner)
  const next = await addNextModelVersion(owner, lineage, 2)
  const { id } = await createDeployment(owner, { name: 'Swapped', modelVersionId: lineage.modelVersionId })
  const versionAt = async (at: Api): Promise<string> => {
    const response = await predict({ inputs: 'hello' }, { at, id })
    expect(response.status).toBe(200)
    return ((await response.json()) as { model_version: string }).model_version
  }
  for (const at of [api, second]) expect(await versionAt(at)).toBe(lineage.modelVersionId)
  await deploy(owner, { id, modelVersionId: next.modelVersionId })
  for (const at of [api, second]) await expect.poll(() => versionAt(at), promptly).toBe(next.modelVersionId)
})

test('a stopped deployment is unknown to every process at once', async () => {
  for (const at of [api, second]) expect((await predict({ inputs: 'hello' }, { at })).status).toBe(200)
  await stopDeployment(owner, { id: deploymentId })
  for (const at of [api, second])
    await expect.poll(async () => (await predict({ inputs: 'hello' }, { at })).status, promptly).toBe(404)
})

describe('a key', () => {
  test('that was revoked through one process stops on every other at once', async () => {
    for (const at of [api, second]) expect((await predict({ inputs: 'hello' }, { at })).status).toBe(200)
    await revokeApiKey(owner, { id: keyId })
    for (const at of [api, second]) {
      const status = async () => (await predict({ inputs: 'hello' }, { at })).status
      await expect.poll(status, promptly).toBe(401)
    }
    const before = (await events()).length
    await predict({ inputs: 'hello' })
    expect((await events()).length).toBe(before)
  })

  test('of one deployment finds no other', async () => {
    const { modelVersionId } = await addModelVersion(owner)
    const other = await createDeployment(owner, { name: 'Other', modelVersionId })
    const scoped = await createApiKey(owner, { name: 'App', deploymentId })
    expect((await predict({ inputs: 'hello' }, { key: scoped.key })).status).toBe(200)
    expect((await predict({ inputs: 'hello' }, { key: scoped.key, id: other.id })).status).toBe(404)
  })

  test('may call as often a second as its plan says, and no more; a dedicated deployment as often as its own limit says', async () => {
    await platform.services.dbs.sql.platform.begin(async (sql) => {
      // A plan version of this test's own, as subscribed ones are immutable.
      await sql`insert into plan (id, key, name) values ('plan_slow', 'slow', 'Slow') on conflict do nothing`
      await sql`insert into plan_version (id, plan_id, number, currency, monthly_price_minor, included_predictions, limits)
        values ('plv_slow', 'plan_slow', 1, 'usd', 0, 1000, '{"models":null,"rowsPerDataset":null,"trainingMinutesPerMonth":null,"requestsPerSecond":5}')`
      await sql`update subscription set plan_version_id = 'plv_slow' where workspace_id = ${owner.workspaceId}`
    })
    const responses = await Promise.all(Array.from({ length: 20 }, () => predict({ inputs: 'hello' })))
    const limited = responses.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(limited[0]?.headers.get('retry-after')).toBe('1')
    expect(await events()).toHaveLength(20 - limited.length)

    // Twenty in one go: more than the plan allows, and within what the deployment has of its own.
    const operator = { ...platform.services, actor: owner.actor, isOperator: true as const }
    const terms = { deploymentId, availabilityBasisPoints: 9_990, p95TargetMs: 100 }
    await setDedicated(operator, { ...terms, requestsPerSecond: 1_000 })
    const many = () => Promise.all(Array.from({ length: 20 }, () => predict({ inputs: 'hello' })))
    await expect
      .poll(async () => (await many()).filter(({ status }) => status === 429).length, promptly)
      .toBe(0)
    // And below what it would allow: all keys take from the one limit, which the refusal names.
    await setDedicated(operator, { ...terms, requestsPerSecond: 1 })
    const other = await createApiKey(owner, { name: 'Other' })
    await expect
      .poll(async () => {
        const refused = (
          await Promise.all([predict({ inputs: 'a' }), predict({ inputs: 'a' }, { key: other.key })])
        ).find(({ status }) => status === 429)
        return refused?.text()
      }, promptly)
      .toContain(`dedicated deployment ${deploymentId} can be called 1 times a second across all keys`)
  })
})

describe('an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'order-7' }

  test('gives 40 calls at once one effect: one answer, replayed, and one event', async () => {
    const responses = await Promise.all(
      Array.from({ length: 40 }, () => predict({ inputs: 'hello' }, { headers })),
    )
    for (const response of responses) expect([200, 409]).toContain(response.status)
    const replays = [
      predict({ inputs: 'hello' }, { headers }),
      predict({ inputs: 'hello' }, { headers, at: second }),
    ]
    const bodies = await Promise.all(
      [...responses.filter(({ status }) => status === 200), ...(await Promise.all(replays))].map((r) =>
        r.text(),
      ),
    )
    expect(new Set(bodies).size).toBe(1)
    expect(await events()).toHaveLength(1)
  })

  test('is refused with 422 under another body, and freed by a request that failed', async () => {
    expect((await predict({ inputs: 'bad' }, { headers })).status).toBe(400)
    expect((await predict({ inputs: 'good' }, { headers })).status).toBe(200)
    const other = await predict({ inputs: 'other' }, { headers })
    expect([other.status, await codeOf(other)]).toEqual([422, 'idempotency_mismatch'])
    expect(await events()).toHaveLength(1)
  })
})

describe('refuses, names and never bills', () => {
  const long = JSON.stringify({ inputs: 'x'.repeat(9 * 1024 ** 2) })
  const cases: [string, unknown, Sent, number, string][] = [
    ['a call without a key', { inputs: 'x' }, { key: null }, 401, 'key_missing'],
    ['a malformed key', { inputs: 'x' }, { key: 'ask_short' }, 401, 'key_invalid'],
    ['an unknown key', { inputs: 'x' }, { key: `ask_${'A'.repeat(43)}` }, 401, 'key_invalid'],
    ['an unknown deployment', { inputs: 'x' }, { id: 'dep_nothing' }, 404, 'not_found'],
    ['text/plain', {}, { headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['a compressed body', {}, { headers: { 'content-encoding': 'gzip' } }, 415, 'unsupported_media_type'],
    ['a body over the limit', {}, { text: long }, 413, 'body_too_large'],
    ['what is no JSON', {}, { text: '{"inputs":' }, 400, 'invalid_request'],
    ['a list as body', ['x'], {}, 400, 'invalid_request'],
    ['no inputs', {}, {}, 400, 'invalid_request'],
    ['an empty list', { inputs: [] }, {}, 400, 'invalid_request'],
    ['1,001 inputs', { inputs: Array(1_001).fill('x') }, {}, 400, 'batch_too_large'],
    ['an unknown field', { inputs: 'x', model: 'y' }, {}, 400, 'invalid_request'],
    ['__proto__', {}, { text: '{"inputs":"x","__proto__":{"a":1}}' }, 400, 'invalid_request'],
    ['a top_k of nought', { inputs: 'x', top_k: 0 }, {}, 400, 'invalid_request'],
    [
      'an endless Idempotency-Key',
      { inputs: 'x' },
      { headers: { 'idempotency-key': 'k'.repeat(256) } },
      400,
      'invalid_request',
    ],
  ]
  test.each(cases)('%s', async (_title, body, sent, status, code) => {
    const response = await predict(body, sent)
    expect([response.status, await codeOf(response)]).toEqual([status, code])
    expect(await events()).toEqual([])
  })

  test('a key in the URL', async () => {
    const response = await fetch(`${api.url}/v1/predict/${deploymentId}?key=${key}`, { method: 'POST' })
    expect([response.status, await codeOf(response)]).toEqual([401, 'key_in_url'])
  })

  test('anything but POST', async () => {
    const response = await fetch(`${api.url}/v1/predict/${deploymentId}`)
    expect(response.status).toBe(405)
  })
})

test('the Hugging Face door answers in its own shape, metered alike', async () => {
  const response = await fetch(`${api.url}/hf/${deploymentId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: 'hello' }),
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual([[{ label: 'a', score: 1 }]])
  expect(await events()).toHaveLength(1)
})

test.each([
  ['image', 'image/png', 'image/jpeg'],
  ['audio', 'audio/wav', 'audio/x-wav'],
])(
  'an %s deployment takes the file itself or base64, at both doors, as one prediction each',
  async (kind, type, other) => {
    await platform.services.dbs.sql
      .platform`update model set kind = ${kind} where workspace_id = ${owner.workspaceId}`
    const send = (door: string, type: string, body: string | Buffer, query = '') =>
      fetch(`${api.url}${door}/${deploymentId}${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      })
    const file = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255])
    const b64 = file.toString('base64')
    const scores = [{ label: 'a', score: 1 }]
    for (const [sent, body] of [
      [type, file],
      ['application/json', JSON.stringify({ inputs: { b64 } })],
    ] as const)
      expect(await (await send('/v1/predict', sent, body)).json()).toMatchObject({
        predictions: [{ label: 'a', scores }],
        usage: { predictions: 1 },
      })
    expect((await send('/v1/predict', type, file, '?top_k=1&explain=true')).status).toBe(200)
    expect((await send('/v1/predict', type, file, '?top=1')).status).toBe(400)
    for (const [sent, body] of [
      [other, file],
      ['application/octet-stream', file],
      ['application/json', JSON.stringify({ inputs: b64 })],
    ] as const)
      expect(await (await send('/hf', sent, body)).json()).toEqual(scores)
    expect((await send('/v1/predict', 'text/plain', file)).status).toBe(415)
    expect((await events()).map(({ quantity }) => quantity)).toEqual([1, 1, 1, 1, 1, 1])
  },
)
