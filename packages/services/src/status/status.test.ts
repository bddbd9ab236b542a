import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeployment, recordFigures } from '../deployment/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { readDeploymentStatus, readPlatformStatus, recordHealth, setPublicStatus } from './index.ts'

let kit: TestServices
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
})
afterAll(() => kit?.close())

const minutesAgo = (minutes: number) => new Date(kit.services.now().getTime() - minutes * 60_000)

test('uptime counts minutes, whoever looked and however often, and those in which nobody could', async () => {
  for (let minute = 99; minute >= 0; minute--) {
    // The API was away for twenty minutes, and the worker did not answer for ten.
    if (minute >= 40 && minute < 60) continue
    const at = minutesAgo(minute)
    const ok = minute < 70 || minute >= 80
    await recordHealth(kit.services, [
      { at, part: 'api', ok: true },
      { at, part: 'worker', ok },
    ])
    await recordHealth(kit.services, [{ at, part: 'worker', ok }])
  }
  const { parts } = await readPlatformStatus(kit.services)
  const of = (part: string) => parts.find((one) => one.part === part)
  expect(of('worker')).toMatchObject({ state: 'up', uptime: 70 / 80 })
  expect(of('api')?.uptime).toBeCloseTo(0.8, 1)
  expect(of('storage')).toMatchObject({ state: 'unknown', uptime: null })
  expect(of('worker')?.days).toHaveLength(90)
  kit.passTime(10 * 60_000)
  const later = await readPlatformStatus(kit.services)
  expect(later.parts.find(({ part }) => part === 'worker')?.state).toBe('unknown')
})

test('a deployment’s page is there once its people open it, for shares alone, and gone when they close it', async () => {
  const ctx = await kit.addWorkspace()
  const { modelVersionId } = await addModelVersion(ctx)
  const { id } = await createDeployment(ctx, { name: 'Live', modelVersionId })
  const counts = {
    refused: 5,
    limited: 5,
    coldStarts: 0,
    latencies: [0, 0, 9_700],
    overloaded: 100,
    failed: 200,
  }
  await recordFigures(kit.services, kit.services.now(), [
    { ...counts, workspaceId: ctx.workspaceId, deploymentId: id, answered: 9_700, inputs: 9_700 },
  ])
  await expect(readDeploymentStatus(kit.services, { id })).rejects.toMatchObject({ code: 'not_found' })
  await setPublicStatus(ctx, { id, public: true })
  const page = await readDeploymentStatus(kit.services, { id })
  expect(page).toMatchObject({
    name: 'Live',
    state: 'up',
    uptime: 0.97,
    latency: { p50Ms: expect.any(Number) },
  })
  expect(JSON.stringify(page)).not.toContain('9700')
  await setPublicStatus(ctx, { id, public: false })
  await expect(readDeploymentStatus(kit.services, { id })).rejects.toMatchObject({ code: 'not_found' })
  const viewer = await kit.addMember(ctx.workspaceId, 'viewer')
  await expect(setPublicStatus(viewer, { id, public: true })).rejects.toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  )
})
