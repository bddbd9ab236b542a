import { openDatabases } from '@assay/db'
import { createApiKey } from '@assay/services/api-key'
import type { Services, WorkspaceCtx } from '@assay/services/core'
import { createDeployment } from '@assay/services/deployment'
import { addModelVersion, putOnPlan } from '@assay/services/testing'
import { openTcpProxy, type TcpProxy } from '@assay/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Api, openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
let toDatabase: TcpProxy
let toWorker: TcpProxy
let services: Services
let api: Api
let owner: WorkspaceCtx
let deploymentId: string
let key: string

beforeAll(async () => {
  platform = await openPlatform()
  const url = new URL(platform.database.url)
  toDatabase = await openTcpProxy(Number(url.port))
  url.hostname = '127.0.0.1'
  url.port = String(toDatabase.port)
  // The API alone stands behind the wires; the test sees the ledger as it is.
  services = { ...platform.services, dbs: openDatabases(url.href, { app: 4, platform: 4 }) }
  worker = await startFakeWorker(platform.services, async (port) => {
    toWorker = await openTcpProxy(port)
    return toWorker.port
  })
  api = await startApi(services)
})
afterAll(async () => {
  toDatabase?.heal()
  toWorker?.heal()
  await api?.close()
  await services?.dbs.close()
  await worker?.close()
  await toWorker?.close()
  await toDatabase?.close()
  await platform?.close()
})
beforeEach(async () => {
  owner = await platform.addWorkspace()
  await putOnPlan(owner, { overagePer1000Minor: '1000' })
  const { modelVersionId } = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
  key = (await createApiKey(owner, { name: 'Server' })).key
  worker.groups.length = 0
})

type Answer = { status: number; id: string | null; code: string | null }
const call = async (idempotencyKey: string): Promise<Answer> => {
  const response = await fetch(`${api.url}/v1/predict/${deploymentId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify({ inputs: 'a' }),
  })
  const body = (await response.json()) as { id?: string; error?: { code: string } }
  return { status: response.status, id: body.id ?? null, code: body.error?.code ?? null }
}
const pause = () => new Promise((resolve) => setTimeout(resolve, 20))
/** As a client does that may try again. */
const callUntilAnswered = async (idempotencyKey: string): Promise<string> => {
  for (;;) {
    const { status, id, code } = await call(idempotencyKey)
    if (status === 200 && id) return id
    if (![409, 503].includes(status)) throw new Error(`answered ${status} ${code}`)
    await pause()
  }
}
/** Every connection of the API is open, so that a fault meets what the test means it to meet. */
const openConnections = () =>
  Promise.all(
    [services.dbs.sql.app, services.dbs.sql.platform].flatMap((sql) =>
      Array.from({ length: 4 }, () => sql`select pg_sleep(0.02)`),
    ),
  )
const billed = async (): Promise<string[]> => {
  const rows = await platform.services.dbs.sql.platform<{ request: string }[]>`
    select request_id as request from usage_call where workspace_id = ${owner.workspaceId}`
  return rows.map(({ request }) => request)
}
const counted = async (): Promise<number> => {
  const [row] = await platform.services.dbs.sql.platform<{ used: number }[]>`
    select used::int from quota_balance where workspace_id = ${owner.workspaceId} and meter = 'predictions'`
  return row?.used ?? Number.NaN
}
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`)

test('while the database is out of reach nobody is answered, and afterwards everybody is, billed once each', async () => {
  await callUntilAnswered('warm')
  toDatabase.partition()
  let answered = 0
  const calls = names('waits', 24).map(async (name) => {
    const id = await callUntilAnswered(name)
    answered++
    return id
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(answered).toBe(0)
  toDatabase.heal()
  const ids = await Promise.all(calls)
  const [warm, ...others] = (await billed()).sort()
  expect([warm !== undefined, others]).toEqual([true, ids.sort()])
  expect(await counted()).toBe(25)
})

/** Begins a call whose commit has reached the database and waits there, until the returned function lets it through. */
const callInCommit = async (name: string) => {
  await openConnections()
  const held = await platform.services.dbs.sql.platform.reserve()
  await held`begin`
  await held`select 1 from quota_balance where workspace_id = ${owner.workspaceId} for update`
  const answer = call(name)
  await expect
    .poll(async () => {
      const [row] = await platform.services.dbs.sql.platform<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_locks where not granted`
      return row?.waiting
    })
    .toBe(1)
  const letThrough = async () => {
    await held`commit`
    held.release()
  }
  return { answer, letThrough }
}

test('a commit whose answer was lost is not made again: the next try with its key gets that answer', async () => {
  await callUntilAnswered('warm')
  const { answer, letThrough } = await callInCommit('lost')
  toDatabase.partition('answers')
  await letThrough()
  await expect.poll(async () => (await billed()).length).toBe(2)
  toDatabase.reset()
  toDatabase.heal()
  expect(await answer).toMatchObject({ status: 503, code: 'unavailable' })
  const id = await callUntilAnswered('lost')
  expect(await billed()).toContain(id)
  expect(await counted()).toBe(2)
})

test('a commit that was still under way when the connection broke is billed once, whoever is faster', async () => {
  await callUntilAnswered('warm')
  const { answer, letThrough } = await callInCommit('late')
  toDatabase.reset()
  expect(await answer).toMatchObject({ status: 503 })
  const second = callUntilAnswered('late')
  await pause()
  await letThrough()
  const id = await second
  expect(await billed()).toContain(id)
  expect(await billed()).toHaveLength(2)
  expect(await counted()).toBe(2)
})

test('a worker that is out of reach for a while keeps its callers waiting, and costs none of them an answer', async () => {
  await callUntilAnswered('warm')
  toWorker.partition()
  const calls = Promise.all(names('far', 12).map(call))
  await pause()
  expect(await billed()).toHaveLength(1)
  toWorker.heal()
  expect((await calls).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
  expect(await counted()).toBe(13)
})

test('what is answered is billed and what is billed was answered, through one fault after another', async () => {
  const waiting = names('storm', 240).values()
  const answered: string[] = []
  const faults: (() => Promise<void> | void)[] = [
    () => toDatabase.reset(),
    () => toWorker.reset(),
    async () => {
      toDatabase.partition('answers')
      await pause()
      toDatabase.reset()
      toDatabase.heal()
    },
    async () => {
      toWorker.partition()
      await pause()
      toWorker.reset()
      toWorker.heal()
    },
    async () => {
      toDatabase.partition()
      await pause()
      toDatabase.heal()
    },
  ]
  const work = async () => {
    for (const name of waiting) {
      const count = answered.push(await callUntilAnswered(name))
      if (count % 24 === 0) await faults[(count / 24) % faults.length]?.()
    }
  }
  await Promise.all(Array.from({ length: 12 }, work))
  expect(answered).toHaveLength(240)
  expect((await billed()).sort()).toEqual(answered.sort())
  expect(await counted()).toBe(240)
  // A key whose every release met a fault is free again after half a minute.
}, 90_000)
