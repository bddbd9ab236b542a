import { text } from 'node:stream/consumers'
import { tables } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../api-key/index.ts'
import type { WorkspaceCtx } from '../core/index.ts'
import { createDataset, renameDataset } from '../dataset/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { exportAudit, listAudit, listAuditChoices } from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
let admin: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
  admin = await kit.addMember(owner.workspaceId, 'admin')
  const { id } = await createDataset(owner, { name: 'Mails' })
  await renameDataset(admin, { id, name: '=Letters' })
  await createApiKey(admin, { name: 'Server' })
  await createDataset(await kit.addWorkspace(), { name: 'Not ours' })
})
afterAll(() => kit?.close())

const actions = async (filter: object) => (await listAudit(owner, filter)).items.map(({ action }) => action)

test('the trail is narrowed by who, what and when, and names what it is about', async () => {
  expect(await actions({})).toEqual(['api_key.created', 'dataset.renamed', 'dataset.created'])
  expect(await actions({ who: admin.actor.id ?? '' })).toEqual(['api_key.created', 'dataset.renamed'])
  expect(await actions({ what: 'dataset' })).toEqual(['dataset.renamed', 'dataset.created'])
  expect(await actions({ who: owner.actor.id ?? '', what: 'api_key' })).toEqual([])
  const today = new Date().toISOString().slice(0, 10)
  expect(await actions({ from: today, to: today })).toHaveLength(3)
  expect(await actions({ to: '2020-01-01' })).toEqual([])
  const { items } = await listAudit(owner, { what: 'dataset', limit: 1 })
  expect(items).toMatchObject([{ actor: 'admin', subjectName: '=Letters', detail: { name: '=Letters' } }])
})

test('a wildcard in a filter stands for itself', async () => {
  expect(await actions({ what: '%' })).toEqual([])
  expect(await actions({ what: 'api%key' })).toEqual([])
})

test('what can be chosen is what is there', async () => {
  const { who, what } = await listAuditChoices(owner)
  expect(who.map(({ id }) => id).sort()).toEqual([owner.actor.id, admin.actor.id].sort())
  expect(what).toEqual(['api_key', 'dataset'])
})

test('the trail is taken as CSV by owners and admins, in which no cell is a formula, and that is written down', async () => {
  const member = await kit.addMember(owner.workspaceId, 'member')
  await expect(exportAudit(member, {})).rejects.toMatchObject({ code: 'forbidden' })
  const csv = await text((await exportAudit(owner, { what: 'dataset' })).content)
  const [header, ...lines] = csv.trim().split('\r\n')
  expect(header).toBe('at,who,action,subject_type,subject_id,subject_name,detail')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain(",'=Letters,")
  expect(csv).not.toContain('Not ours')
  expect(await actions({ what: 'audit' })).toEqual(['audit.exported'])
})

test('a trail of thousands comes whole', async () => {
  const busy = await kit.addWorkspace()
  const row = {
    workspaceId: busy.workspaceId,
    actorType: 'system',
    action: 'a.b',
    subjectType: 'x',
    subjectId: 'x',
  } as const
  const rows = Array.from({ length: 4_500 }, (_, index) => ({ ...row, id: `aud_${index}` }))
  await kit.services.dbs.platform.insert(tables.auditEvent).values(rows)
  const csv = await text((await exportAudit(busy, { what: 'a' })).content)
  expect(new Set(csv.trim().split('\r\n')).size).toBeGreaterThan(1)
  expect(csv.trim().split('\r\n')).toHaveLength(4_501)
})
