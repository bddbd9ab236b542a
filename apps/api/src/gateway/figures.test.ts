import { createApiKey } from '@assay/services/api-key'
import type { WorkspaceCtx } from '@assay/services/core'
import { createDeployment, getFigures } from '@assay/services/deployment'
import { addModelVersion } from '@assay/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlatform, startApi, startFakeWorker } from '../testing/fixture.ts'

let platform: Awaited<ReturnType<typeof openPlatform>>
let worker: Awaited<ReturnType<typeof startFakeWorker>>
beforeAll(async () => {
  platform = await openPlatform()
  worker = await startFakeWorker(platform.services)
})
afterAll(async () => {
  await worker?.close()
  await platform?.close()
})

const tenant = async (): Promise<{ ctx: WorkspaceCtx; id: string; key: string; version: string }> => {
  const ctx = await platform.addWorkspace()
  const { modelVersionId: version } = await addModelVersion(ctx)
  const { id } = await createDeployment(ctx, { name: 'Live', modelVersionId: version })
  return { ctx, id, version, key: (await createApiKey(ctx, { name: 'Server' })).key }
}
const call = async (url: string, id: string, key: string, inputs: unknown): Promise<number> => {
  const response = await fetch(`${url}/v1/predict/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ inputs }),
  })
  await response.text()
  return response.status
}

test('calls to every process add up in each range, errors by their class, and a stranger’s leave nothing', async () => {
  const { ctx, id, key, version } = await tenant()
  const stranger = await tenant()
  worker.asleep.add(version)
  const first = await startApi(platform.services)
  const second = await startApi(platform.services)
  expect(await call(first.url, id, key, 'hello')).toBe(200)
  expect(await call(second.url, id, key, ['hello', 'again'])).toBe(200)
  expect(await call(second.url, id, key, 'bad')).toBe(400)
  expect(await call(second.url, id, stranger.key, 'hello')).toBe(404)
  await platform.services.dbs.sql.platform`
    update quota_balance set hard_limit = 3 where workspace_id = ${ctx.workspaceId}`
  expect(await call(first.url, id, key, 'hello')).toBe(402)
  // What is told at the end is what is otherwise told every two seconds.
  await first.close()
  await second.close()

  for (const range of ['1h', '24h', '7d', '30d'] as const) {
    const { total, points } = await getFigures(ctx, { id, range })
    expect(total).toMatchObject({ answered: 2, inputs: 3, refused: 1, limited: 1, failed: 0, coldStarts: 1 })
    expect(points.reduce((sum, point) => sum + point.answered, 0)).toBe(2)
    expect(total.p50Ms).toBeGreaterThan(0)
    expect(total.p99Ms).toBeGreaterThanOrEqual(total.p50Ms ?? 0)
  }
  const theirs = await getFigures(stranger.ctx, { id: stranger.id, range: '1h' })
  expect(theirs.total).toMatchObject({ answered: 0, refused: 0, p50Ms: null })
  await expect(getFigures(stranger.ctx, { id, range: '1h' })).rejects.toMatchObject({ code: 'not_found' })
})
