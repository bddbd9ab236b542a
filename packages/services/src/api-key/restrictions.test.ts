import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asSystem, type WorkspaceCtx } from '../core/index.ts'
import { createDeployment } from '../deployment/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  authenticateKey,
  createApiKey,
  type KeyUse,
  listApiKeys,
  reportLeakedKey,
  requireUse,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
let deploymentId: string
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
  const { modelVersionId } = await addModelVersion(owner)
  deploymentId = (await createDeployment(owner, { name: 'Live', modelVersionId })).id
})
afterAll(() => kit?.close())

/** Uses a key now, from a server at 203.0.113.7 unless told otherwise. */
const tryKey = async (key: string, use: Partial<KeyUse> = {}): Promise<void> => {
  const grant = await authenticateKey(kit.services, key)
  requireUse(grant, {
    scope: 'predict',
    now: kit.services.now(),
    origin: undefined,
    page: null,
    address: () => '203.0.113.7',
    ...use,
  })
}
const page = (origin: string): Partial<KeyUse> => ({ origin, page: 'foreign' })
const make = async (settings: Partial<Parameters<typeof createApiKey>[1]> = {}) =>
  createApiKey(owner, { name: 'Server', ...settings })
const publishable = (allowedOrigins: string[]) => make({ kind: 'publishable', deploymentId, allowedOrigins })

test('a key ends with its expiry, and no key is made that is over already', async () => {
  const inAnHour = new Date(kit.services.now().getTime() + 3_600_000)
  const { key } = await make({ expiresAt: inAnHour })
  await tryKey(key)
  await expect(tryKey(key, { now: inAnHour })).rejects.toMatchObject({ code: 'key_expired' })
  await expect(make({ expiresAt: kit.services.now() })).rejects.toMatchObject({ param: 'expiresAt' })
})

test('a key does what its scopes name and nothing else', async () => {
  const { key } = await make({ scopes: ['data'] })
  await tryKey(key, { scope: 'data' })
  await expect(tryKey(key)).rejects.toMatchObject({ code: 'forbidden', param: 'scope' })
})

test.each([
  ['203.0.113.7', '203.0.113.8'],
  ['::ffff:203.0.113.7', '10.0.0.1'],
  ['2001:db8::5', '2001:db9::5'],
])('a key bound to addresses takes %s and refuses %s', async (inside, outside) => {
  const { key } = await make({ allowedIps: ['203.0.113.7', '192.0.2.0/24', '2001:db8::/32'] })
  await tryKey(key, { address: () => inside })
  await expect(tryKey(key, { address: () => outside })).rejects.toMatchObject({ param: 'address' })
})

test.each(['300.1.1.1', '10.0.0.0/33', 'example.com', '10.0.0.0/8/8'])('%s is no address', async (range) => {
  await expect(make({ allowedIps: [range] })).rejects.toThrow('IP address')
})

test('a publishable key works in pages of its origins alone, and needs origins and a deployment', async () => {
  const { key } = await publishable(['https://Shop.example/', 'https://*.shop.example'])
  expect(key).toMatch(/^apk_/)
  await tryKey(key, page('https://shop.example'))
  await tryKey(key, page('https://www.shop.example'))
  for (const origin of [
    'https://evilshop.example',
    'http://shop.example',
    'https://shop.example.evil.example',
  ])
    await expect(tryKey(key, page(origin))).rejects.toMatchObject({ param: 'origin' })
  await expect(tryKey(key)).rejects.toMatchObject({ param: 'origin' })
  await expect(publishable([])).rejects.toMatchObject({ param: 'allowedOrigins' })
  await expect(make({ kind: 'publishable', allowedOrigins: ['https://a.example'] })).rejects.toMatchObject({
    param: 'deploymentId',
  })
})

test('a publishable key is never given more than its deployment', async () => {
  const { id } = await publishable(['https://shop.example'])
  await expect(updateApiKey(owner, { id, scopes: ['predict', 'data'] })).rejects.toMatchObject({
    param: 'scopes',
  })
})

test('a secret key is refused in a foreign page and taken in the platform’s own', async () => {
  const { key } = await make()
  await expect(tryKey(key, page('https://shop.example'))).rejects.toMatchObject({ code: 'forbidden' })
  await tryKey(key, { page: 'own', origin: 'https://assay.example' })
})

test('a key’s own rate counts only below the plan’s', async () => {
  const { key } = await make({ requestsPerSecond: 1 })
  expect(await authenticateKey(kit.services, key)).toMatchObject({ requestsPerSecond: 1 })
  const { key: fast } = await make({ requestsPerSecond: 100_000 })
  const { key: plain } = await make()
  const { requestsPerSecond } = await authenticateKey(kit.services, plain)
  expect(await authenticateKey(kit.services, fast)).toMatchObject({ requestsPerSecond })
})

test('a rotation makes a key of the same settings, and ends the old one after the overlap', async () => {
  const allowedIps = ['203.0.113.7']
  const { id, key } = await make({ allowedIps, requestsPerSecond: 3 })
  const next = await rotateApiKey(owner, { id, overlapHours: 2 })
  await tryKey(key)
  await tryKey(next.key)
  const later = new Date(kit.services.now().getTime() + 2 * 3_600_000)
  await expect(tryKey(key, { now: later })).rejects.toMatchObject({ code: 'key_expired' })
  await tryKey(next.key, { now: later })
  const keys = await listApiKeys(owner)
  expect(keys.find((one) => one.id === id)?.successorId).toBe(next.id)
  expect(keys.find((one) => one.id === next.id)).toMatchObject({ allowedIps, requestsPerSecond: 3 })
  await expect(rotateApiKey(owner, { id, overlapHours: 2 })).rejects.toMatchObject({ code: 'conflict' })
})

test('a rotation never lengthens a life', async () => {
  const expiresAt = new Date(kit.services.now().getTime() + 60_000)
  const { id } = await make({ expiresAt })
  await rotateApiKey(owner, { id, overlapHours: 24 })
  expect((await listApiKeys(owner)).find((one) => one.id === id)?.expiresAt).toEqual(expiresAt)
})

test('who reports a leaked key ends it, once, and its people hear of it', async () => {
  const { id, key } = await make()
  expect(await reportLeakedKey(kit.services, { key, foundAt: 'https://example.com' })).toEqual({
    revoked: true,
  })
  await expect(tryKey(key)).rejects.toMatchObject({ code: 'key_invalid' })
  expect(await reportLeakedKey(kit.services, { key })).toEqual({ revoked: false })
  const { auditEvent } = tables
  const audits = await kit.services.dbs.platform.select().from(auditEvent).where(eq(auditEvent.subjectId, id))
  expect(audits.filter(({ action }) => action === 'api_key.leak_reported').length).toBe(1)
})

test('an unknown key and half a key reveal nothing', async () => {
  expect(await reportLeakedKey(kit.services, { key: `ask_${'A'.repeat(43)}` })).toEqual({ revoked: false })
  await expect(reportLeakedKey(kit.services, { key: 'ask_half' })).rejects.toThrow('whole API key')
})

test('a revoked key is neither changed nor rotated', async () => {
  const { id } = await make()
  await revokeApiKey(owner, { id })
  await expect(updateApiKey(owner, { id, name: 'x' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(rotateApiKey(owner, { id, overlapHours: 1 })).rejects.toMatchObject({ code: 'conflict' })
})

test('members who do not manage the workspace change no key', async () => {
  const { id } = await make()
  const member = { ...asSystem(kit.services, owner.workspaceId), role: 'member' as const }
  await expect(async () => updateApiKey(member, { id, name: 'x' })).rejects.toMatchObject({
    code: 'forbidden',
  })
})
