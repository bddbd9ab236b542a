import { type Databases, openDatabases } from '@assay/db'
import { createTestDatabase, type TestDatabase } from '@assay/testkit'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openLog } from './log.ts'
import { freeJobsOf, type JobHandlers, type Queue, startQueue } from './queue.ts'

let database: TestDatabase
let dbs: Databases
let owner: postgres.Sql
let queues: Queue[] = []
let letGo = () => {}
const log = openLog('queue-test', 'silent')
beforeAll(async () => {
  database = await createTestDatabase()
  dbs = openDatabases(database.url)
  owner = postgres(database.url, { max: 1, onnotice: () => {} })
})
afterEach(async () => {
  letGo()
  await Promise.all(queues.map((queue) => queue.stop()))
  queues = []
})
afterAll(async () => {
  await owner?.end({ timeout: 5 })
  await dbs?.close()
  await database?.drop()
})

const start = async (handlers: JobHandlers, concurrency = 4): Promise<Queue> => {
  const queue = await startQueue({
    databaseUrl: database.url,
    handlers,
    concurrency,
    log,
    onStopped: () => {},
  })
  queues.push(queue)
  return queue
}
const enqueue = (outboxId: string, maxAttempts = 25, key: string | null = null) => dbs.sql.app`
  select enqueue_job('usage.send', ${JSON.stringify({ outboxId })}::json, ${key}, null, ${maxAttempts})`
/** Retries wait for seconds; a test need not. */
const hurry = () =>
  owner`update graphile_worker._private_jobs set run_at = now() where locked_at is null and run_at > now()`

test('each job runs once, however many processes ask for it', async () => {
  const ran: string[] = []
  const handlers: JobHandlers = {
    'usage.send': async ({ outboxId }) => {
      ran.push(outboxId)
    },
  }
  await Promise.all([start(handlers), start(handlers), start(handlers)])
  const ids = Array.from({ length: 60 }, (_, i) => `mto_${i}`)
  await Promise.all(ids.map((id) => enqueue(id)))
  await expect.poll(() => ran.length, { timeout: 15_000 }).toBe(60)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect([...ran].sort()).toEqual([...ids].sort())
})

test('a failed job is tried again, knows its attempt, and knows its last', async () => {
  const runs: { attempt: number; lastAttempt: boolean }[] = []
  await start({
    'usage.send': async (_payload, run) => {
      runs.push(run)
      if (!run.lastAttempt) throw new Error('not yet')
    },
  })
  await enqueue('mto_retry', 3)
  await expect
    .poll(
      async () => {
        await hurry()
        return runs
      },
      { timeout: 15_000, interval: 100 },
    )
    .toEqual([
      { attempt: 1, lastAttempt: false },
      { attempt: 2, lastAttempt: false },
      { attempt: 3, lastAttempt: true },
    ])
})

test('a payload that does not fit its job fails the job instead of reaching the handler', async () => {
  let reached = false
  await start({
    'usage.send': async () => {
      reached = true
    },
  })
  await dbs.sql.app`select enqueue_job('usage.send', '{"other":1}'::json, null, null, 1)`
  const failed = async () =>
    (
      await dbs.sql.platform<{ failed: string }[]>`select failed from queue_state() where name = 'usage.send'`
    )[0]?.failed
  await expect.poll(failed, { timeout: 10_000 }).toBe('1')
  expect(reached).toBe(false)
})

test('the job of a worker that died is run by another once its name is freed', async () => {
  let runs = 0
  const stuck = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const dead = await start(
    {
      'usage.send': async () => {
        runs++
        if (runs === 1) await stuck
      },
    },
    1,
  )
  await enqueue('mto_stuck')
  await expect.poll(() => runs, { timeout: 10_000 }).toBe(1)
  await start({
    'usage.send': async () => {
      runs++
    },
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(runs).toBe(1)
  await freeJobsOf(database.url, dead.lockNames)
  await expect.poll(() => runs, { timeout: 10_000 }).toBe(2)
})
