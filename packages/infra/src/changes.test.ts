import { type Databases, openDatabases } from '@assay/db'
import { type ChangeNotice, changeChannel } from '@assay/services/core'
import { createTestDatabase, type TestDatabase } from '@assay/testkit'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChangeFeed, openChangeFeed } from './changes.ts'

let database: TestDatabase
let dbs: Databases
let feed: ChangeFeed
let heard: ChangeNotice[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  dbs = openDatabases(database.url)
  feed = await openChangeFeed(dbs.sql.platform)
  feed.subscribe((notice) => heard.push(notice))
})
afterAll(async () => {
  await feed?.close()
  await dbs?.close()
  await database?.drop()
})

const notice = (id: string): ChangeNotice => ({ topic: 'deployment', workspaceId: 'ws_1', id })
const tell = (sql: postgres.ISql, id: string) =>
  sql`select pg_notify(${changeChannel}, ${JSON.stringify(notice(id))})`

test('a notice is heard when its transaction commits, and never when it rolls back', async () => {
  heard = []
  let heardBeforeCommit = -1
  await dbs.sql.app.begin(async (sql) => {
    await tell(sql, 'committed')
    await new Promise((resolve) => setTimeout(resolve, 60))
    heardBeforeCommit = heard.length
  })
  await dbs.sql.app
    .begin(async (sql) => {
      await tell(sql, 'rolled back')
      throw new Error('changed my mind')
    })
    .catch(() => {})
  await tell(dbs.sql.app, 'last')
  await expect.poll(() => heard.map((one) => one.id)).toContain('last')
  expect(heardBeforeCommit).toBe(0)
  expect(heard.map((one) => one.id)).toEqual(['committed', 'last'])
})

test('every subscriber hears, and none after it has left', async () => {
  const early: string[] = []
  const leave = feed.subscribe((one) => early.push(one.id))
  await tell(dbs.sql.app, 'first')
  await expect.poll(() => early).toEqual(['first'])
  leave()
  heard = []
  await tell(dbs.sql.app, 'second')
  await expect.poll(() => heard.map((one) => one.id)).toEqual(['second'])
  expect(early).toEqual(['first'])
})

test('a lost connection is noticed: not healthy, a gap told, and notices heard again', async () => {
  expect(feed.isHealthy()).toBe(true)
  let gaps = 0
  feed.onGap(() => gaps++)
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  // One that is just being opened would fail in the library's own start-up query, which nobody can catch.
  await admin`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state = 'idle'`
  await expect.poll(() => gaps, { timeout: 15_000 }).toBeGreaterThan(0)
  await expect.poll(() => feed.isHealthy(), { timeout: 15_000 }).toBe(true)
  heard = []
  await tell(admin, 'after the gap')
  await expect.poll(() => heard.map((one) => one.id)).toContain('after the gap')
  await admin.end({ timeout: 5 })
})
