import { createHash } from 'node:crypto'
import { defaultPlans } from '@assay/billing'
import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceCtx } from '../core/index.ts'
import { createDeployment } from '../deployment/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { authenticateKey, createApiKey, listApiKeys, revokeApiKey, touchApiKeys } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
})
afterAll(() => kit?.close())

test('a key is shown once: only its hash and first characters are stored', async () => {
  const { id, key, prefix } = await createApiKey(owner, { name: 'Server' })
  expect(key).toMatch(/^ask_[A-Za-z0-9_-]{43}$/)
  const [row] = await kit.services.dbs.platform.select().from(tables.apiKey).where(eq(tables.apiKey.id, id))
  expect(row).toMatchObject({ hash: createHash('sha256').update(key).digest('hex'), prefix })
  const everything = [
    row,
    await listApiKeys(owner),
    await kit.services.dbs.platform.select().from(tables.auditEvent),
  ]
  expect(JSON.stringify(everything)).not.toContain(key)
  expect(key.startsWith(prefix) && prefix.length < 12).toBe(true)
})

test('a key speaks for its workspace at the rate of its plan', async () => {
  const { id, key } = await createApiKey(owner, { name: 'Server' })
  expect(await authenticateKey(kit.services, key)).toMatchObject({
    keyId: id,
    workspaceId: owner.workspaceId,
    deploymentId: null,
    requestsPerSecond: defaultPlans[0]?.limits.requestsPerSecond,
  })
})

test('a revoked, an unknown and a malformed key are refused alike', async () => {
  const { id, key } = await createApiKey(owner, { name: 'Server' })
  await revokeApiKey(owner, { id })
  const refusals = await Promise.all(
    [key, `ask_${'A'.repeat(43)}`, 'ask_short', '', "ask_' or 1=1 --"].map((tried) =>
      authenticateKey(kit.services, tried).catch((error: unknown) => error),
    ),
  )
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ code: 'key_invalid', param: null })
    expect(String(refusal)).toBe(String(refusals[0]))
  }
})

test('revoking twice keeps the first moment', async () => {
  const { id } = await createApiKey(owner, { name: 'Server' })
  const revokedAt = async () => (await listApiKeys(owner)).find((key) => key.id === id)?.revokedAt
  await revokeApiKey(owner, { id })
  const first = await revokedAt()
  kit.passTime(60_000)
  await revokeApiKey(owner, { id })
  expect(await revokedAt()).toEqual(first)
})

test('a key can be scoped to a deployment of its own workspace, and to no other', async () => {
  const stranger = await kit.addWorkspace()
  const deploy = async (ctx: WorkspaceCtx) => {
    const { modelVersionId } = await addModelVersion(ctx)
    return (await createDeployment(ctx, { name: 'Live', modelVersionId })).id
  }
  const deploymentId = await deploy(owner)
  const { key } = await createApiKey(owner, { name: 'App', deploymentId })
  expect(await authenticateKey(kit.services, key)).toMatchObject({ deploymentId })
  const foreign = createApiKey(owner, { name: 'App', deploymentId: await deploy(stranger) })
  await expect(foreign).rejects.toMatchObject({ code: 'not_found' })
})

test('a key of another workspace can not be revoked, and looks unknown', async () => {
  const stranger = await kit.addWorkspace()
  const { id, key } = await createApiKey(owner, { name: 'Server' })
  await expect(revokeApiKey(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
  expect(await authenticateKey(kit.services, key)).toMatchObject({ keyId: id })
})

test('last use is remembered', async () => {
  const { id } = await createApiKey(owner, { name: 'Server' })
  await touchApiKeys(kit.services, [id])
  await touchApiKeys(kit.services, [])
  const found = (await listApiKeys(owner)).find((key) => key.id === id)
  expect(found?.lastUsedAt).toBeInstanceOf(Date)
})
