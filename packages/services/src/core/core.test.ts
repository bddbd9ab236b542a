import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { asSystem, inWorkspace } from './context.ts'
import { pageInput } from './index.ts'
import { enqueue } from './jobs.ts'
import { plainText } from './page.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const waiting = async () =>
  (await kit.services.dbs.sql.platform<{ name: string; waiting: string }[]>`select * from queue_state()`).map(
    (row) => [row.name, Number(row.waiting)],
  )

test('a job is queued when its transaction commits, and not when it rolls back', async () => {
  const { workspaceId } = await kit.addWorkspace()
  const payload = { workspaceId, datasetVersionId: 'dsv_1' }
  const ctx = asSystem(kit.services, workspaceId)
  const failing = inWorkspace(ctx, 'owner', async (tx) => {
    await enqueue(tx, 'dataset.ingest', payload)
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await waiting()).toEqual([])
  await inWorkspace(ctx, 'owner', (tx) => enqueue(tx, 'dataset.ingest', payload))
  expect(await waiting()).toEqual([['dataset.ingest', 1]])
})

test('the tenant role reaches the queue through its one function alone', async () => {
  await expect(kit.services.dbs.app.execute(sql`select * from graphile_worker.jobs`)).rejects.toMatchObject({
    cause: { code: '42501' },
  })
})

test.each(['a\0b', '\ud800', 'x\udfff', '', '   ', 'a'.repeat(11)])('refuses the name %j', (name) => {
  expect(plainText(10).safeParse(name).success).toBe(false)
})

test.each(['Größe', '日本', '🙂', ' trimmed '])('takes the name %j', (name) => {
  expect(plainText(10).parse(name)).toBe(name.trim())
})

test.each([
  { limit: 1e9 },
  { limit: 0 },
  { limit: -1 },
  { limit: 1.5 },
  { offset: -1 },
  { workspaceId: 'ws_1' },
])('refuses the page %j', (page) => {
  expect(pageInput.safeParse(page).success).toBe(false)
})
