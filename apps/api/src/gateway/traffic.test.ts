import { createApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import {
  compareTraffic,
  createDeployment,
  deploy,
  getDeployment,
  moveCanary,
  setShadow,
  startCanary,
} from '@assay/services/deployment'
import { addModelVersion, addNextModelVersion } from '@assay/services/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Api, openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let api: Api
let owner: WorkspaceCtx
let id: string
let key: string
let first: string
let second: string
beforeAll(async () => {
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
  api = await startApi(platform.services)
})
afterAll(async () => {
  await api?.close()
  await worker?.close()
  await platform?.close()
})
beforeEach(async () => {
  owner = await platform.addWorkspace()
  const lineage = await addModelVersion(owner)
  first = lineage.modelVersionId
  second = (await addNextModelVersion(owner, lineage, 2)).modelVersionId
  id = (await createDeployment(owner, { name: 'Live', modelVersionId: first })).id
  ;({ key } = await createApiKey(owner, { name: 'Server' }))
  // The free plan's rate is for people, not for these tests.
  await platform.services.dbs.sql.platform`
    insert into plan (id, key, name) values ('plan_fast', 'fast', 'Fast') on conflict do nothing`
  await platform.services.dbs.sql.platform`
    insert into plan_version (id, plan_id, number, currency, monthly_price_minor, included_predictions, limits)
    values ('plv_fast', 'plan_fast', 1, 'usd', 0, 1000000,
      '{"models":null,"rowsPerDataset":null,"trainingMinutesPerMonth":null,"requestsPerSecond":1000000}')
    on conflict do nothing`
  await platform.services.dbs.sql.platform`
    update subscription set plan_version_id = 'plv_fast' where workspace_id = ${owner.workspaceId}`
  await platform.services.dbs.sql.platform`
    update quota_balance set hard_limit = null where workspace_id = ${owner.workspaceId}`
  worker.damaged.clear()
  worker.asleep.clear()
  worker.labelBy(({ modelVersionId }) => modelVersionId)
})

type Answer = { status: number; version: string; label: string; cold: string | null }
const predict = async (body: object = {}, of = id): Promise<Answer> => {
  const response = await fetch(`${api.url}/v1/predict/${of}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ inputs: 'hello', ...body }),
  })
  const answer = (await response.json()) as { model_version: string; predictions?: { label: string }[] }
  return {
    status: response.status,
    version: answer.model_version,
    label: answer.predictions?.[0]?.label ?? '',
    cold: response.headers.get('x-cold-start'),
  }
}
const usersOf = async (users: string[]): Promise<Map<string, string>> =>
  new Map(
    await Promise.all(
      users.map(async (user) => {
        const { status, version } = await predict({ end_user: user })
        expect(status).toBe(200)
        return [user, version] as const
      }),
    ),
  )
const promptly = { timeout: 10_000 }
const billed = () =>
  platform.services.dbs.sql.platform<{ version: string; calls: number }[]>`
    select model_version_id as version, sum(quantity)::int as calls from usage_event
    where workspace_id = ${owner.workspaceId} group by 1`

test('1,000 swaps under load fail no call, and each answer is wholly of the version that it names', async () => {
  const ids = [id]
  for (let i = 0; i < 3; i++)
    ids.push((await createDeployment(owner, { name: 'Live', modelVersionId: first })).id)
  const answers: Answer[] = []
  const swapAndCall = async (of: string) => {
    let swapping = true
    const calling = (async () => {
      while (swapping) {
        answers.push(await predict({}, of))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })()
    for (let swap = 0; swap < 250; swap++)
      await deploy(owner, { id: of, modelVersionId: swap % 2 ? first : second })
    swapping = false
    await calling
  }
  await Promise.all(ids.map(swapAndCall))
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  expect(answers.filter(({ version, label }) => version !== label)).toEqual([])
  // The swaps were really served, and each call is on the ledger of the version that answered it.
  const seen = new Map(await billed().then((rows) => rows.map((row) => [row.version, row.calls])))
  for (const version of [first, second]) {
    const count = answers.filter((answer) => answer.version === version).length
    expect(count).toBeGreaterThan(20)
    expect(seen.get(version)).toBe(count)
  }
}, 400_000)

describe('a canary', () => {
  const users = Array.from({ length: 120 }, (_, i) => `user-${i}`)

  test('has its share of the users, the same ones at every call, and keeps them while the share grows', async () => {
    await startCanary(owner, { id, modelVersionId: second, percent: 20 })
    await expect.poll(async () => new Set((await usersOf(users)).values()).size, promptly).toBe(2)
    const before = await usersOf(users)
    const inCanary = users.filter((user) => before.get(user) === second)
    expect(inCanary.length).toBeGreaterThan(10)
    expect(inCanary.length).toBeLessThan(40)
    expect(await usersOf(users)).toEqual(before)
    await moveCanary(owner, { id, percent: 60 })
    const grown = async () => [...(await usersOf(users)).values()].filter((one) => one === second).length
    await expect.poll(grown, promptly).toBeGreaterThan(50)
    const after = await usersOf(users)
    for (const user of inCanary) expect(after.get(user)).toBe(second)
  })

  test('gives a key without users one version, and every call the version that it names', async () => {
    await startCanary(owner, { id, modelVersionId: second, percent: 50 })
    await expect.poll(async () => (await predict({ version: 'canary' })).version, promptly).toBe(second)
    const own = await Promise.all(Array.from({ length: 20 }, () => predict()))
    expect(new Set(own.map(({ version }) => version)).size).toBe(1)
    for (const [version, expected] of [
      ['live', first],
      [1, first],
      [2, second],
      ['2', second],
      [second, second],
    ])
      expect((await predict({ version })).version).toBe(expected)
    expect((await predict({ version: 3 })).status).toBe(404)
    expect((await predict({ version: '' })).status).toBe(400)
    expect((await predict({ end_user: '' })).status).toBe(400)
  })

  test('whose file is damaged costs nobody an answer, and is rolled back with the reason', async () => {
    worker.damaged.add(second)
    await startCanary(owner, { id, modelVersionId: second, percent: 99 })
    const answers = await Promise.all(users.slice(0, 40).map((user) => predict({ end_user: user })))
    expect(answers.map(({ status, label }) => [status, label])).toEqual(answers.map(() => [200, first]))
    const settled = async () => {
      await predict({ end_user: 'user-1' })
      return (await getDeployment(owner, { id })).traffic
    }
    await expect.poll(settled, promptly).toBeNull()
    expect((await getDeployment(owner, { id })).revisions[0]).toMatchObject({
      byPerson: false,
      reason: expect.stringContaining('damaged'),
    })
  })
})

test('a damaged version that is deployed never answers: the one before goes on, and is live again', async () => {
  expect((await predict()).label).toBe(first)
  worker.damaged.add(second)
  await deploy(owner, { id, modelVersionId: second })
  const isBack = async () => {
    expect(await predict()).toMatchObject({ status: 200, label: first })
    return (await getDeployment(owner, { id })).revision
  }
  await expect.poll(isBack, promptly).toBe(3)
})

test('a process that never served the deployment before finds its way around a damaged version as well', async () => {
  worker.damaged.add(second)
  await deploy(owner, { id, modelVersionId: second })
  const answers = await Promise.all(Array.from({ length: 10 }, () => predict()))
  expect(answers.map(({ status, label }) => [status, label])).toEqual(answers.map(() => [200, first]))
})

test('a shadow is asked the same, counted, and neither answered nor billed', async () => {
  await setShadow(owner, { id, modelVersionId: second })
  worker.labelBy(({ modelVersionId, items }) =>
    modelVersionId === second && items.length > 0 ? 'other' : 'same',
  )
  await expect
    .poll(async () => {
      expect((await predict()).label).toBe('same')
      const { versions } = await compareTraffic(owner, { id })
      return versions.find(({ role }) => role === 'shadow')?.compared ?? 0
    }, promptly)
    .toBeGreaterThan(0)
  const [live, shadow] = (await compareTraffic(owner, { id })).versions
  expect(live).toMatchObject({ role: 'live', errors: 0 })
  expect(shadow).toMatchObject({ role: 'shadow', errors: 0, agreement: 0 })
  expect((await billed()).map(({ version }) => version)).toEqual([first])
})

test('a herd on a sleeping model waits for it as one group or two, and is told how long it slept', async () => {
  worker.asleep.add(first)
  worker.groups.length = 0
  const release = worker.holdAnswers()
  const herd = Array.from({ length: 100 }, () => predict())
  await expect.poll(() => worker.groups.length, promptly).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 400))
  release()
  const answers = await Promise.all(herd)
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect(worker.groups.length).toBeLessThan(10)
  expect(answers.filter(({ cold }) => cold !== null).map(({ cold }) => cold)).toContain('7')
  expect((await predict()).cold).toBeNull()
})
