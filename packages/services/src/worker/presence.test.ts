import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  announceWorker,
  listLiveWorkers,
  removeSilentWorkers,
  silentAfterMs,
  withdrawWorker,
} from './index.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const announce = (id: string) =>
  announceWorker(kit.services, { id, url: `http://${id}`, queueWorkerIds: [`${id}-queue`], info: {} })
const live = async () => (await listLiveWorkers(kit.services)).map(({ id }) => id).sort()

test('workers that beat are listed; one that fell silent is not, and its queue names are handed out once', async () => {
  await announce('wrk_a')
  await announce('wrk_b')
  expect(await live()).toEqual(['wrk_a', 'wrk_b'])
  kit.passTime(silentAfterMs + 1)
  await announce('wrk_b')
  expect(await live()).toEqual(['wrk_b'])
  expect(await removeSilentWorkers(kit.services)).toEqual(['wrk_a-queue'])
  expect(await removeSilentWorkers(kit.services)).toEqual([])
})

test('a worker that leaves is off the list at once', async () => {
  await announce('wrk_c')
  await withdrawWorker(kit.services, 'wrk_c')
  expect(await live()).not.toContain('wrk_c')
})
