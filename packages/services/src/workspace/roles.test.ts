import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey, revokeApiKey } from '../api-key/index.ts'
import type { WorkspaceCtx } from '../core/index.ts'
import { archiveDataset, createDataset, renameDataset } from '../dataset/index.ts'
import { createDeployment, stopDeployment } from '../deployment/index.ts'
import { archiveModel, renameModel } from '../model/index.ts'
import { addModelVersion, openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import { startTraining } from '../training/index.ts'
import {
  inviteMember,
  listAudit,
  listInvitations,
  listMembers,
  removeMember,
  renameWorkspace,
  setMemberRole,
  transferOwnership,
} from './index.ts'

let kit: TestServices
let owner: WorkspaceCtx
let admin: WorkspaceCtx
let member: WorkspaceCtx
let viewer: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace()
  const { workspaceId } = owner
  admin = await kit.addMember(workspaceId, 'admin')
  member = await kit.addMember(workspaceId, 'member')
  viewer = await kit.addMember(workspaceId, 'viewer')
})
afterAll(() => kit?.close())

const idOf = (ctx: WorkspaceCtx): string => ctx.actor.id ?? ''
const forbidden = { code: 'forbidden' }
const act = (work: () => unknown): Promise<unknown> => (async () => work())()

test('a viewer reads and writes nothing', async () => {
  const { datasetId, datasetVersionId, modelId, modelVersionId } = await addModelVersion(owner)
  const { id } = await createDeployment(owner, { name: 'Live', modelVersionId })
  const writes = {
    createDataset: () => createDataset(viewer, { name: 'Mine' }),
    renameDataset: () => renameDataset(viewer, { id: datasetId, name: 'Mine' }),
    archiveDataset: () => archiveDataset(viewer, { id: datasetId }),
    startTraining: () => startTraining(viewer, { datasetVersionId }),
    renameModel: () => renameModel(viewer, { id: modelId, name: 'Mine' }),
    archiveModel: () => archiveModel(viewer, { id: modelId }),
    createDeployment: () => createDeployment(viewer, { name: 'Mine', modelVersionId }),
    stopDeployment: () => stopDeployment(viewer, { id }),
    createApiKey: () => createApiKey(viewer, { name: 'Mine' }),
    renameWorkspace: () => renameWorkspace(viewer, { name: 'Mine' }),
    inviteMember: () => inviteMember(viewer, { email: 'eve@example.com', role: 'viewer' }),
  }
  for (const [name, write] of Object.entries(writes))
    await expect(act(write), name).rejects.toMatchObject(forbidden)
  expect(await listMembers(viewer)).toHaveLength(4)
})

test('a member manages no keys, no people, and sees no audit trail', async () => {
  const { id } = await createApiKey(admin, { name: 'Server' })
  const attempts = {
    createApiKey: () => createApiKey(member, { name: 'Mine' }),
    revokeApiKey: () => revokeApiKey(member, { id }),
    inviteMember: () => inviteMember(member, { email: 'eve@example.com', role: 'viewer' }),
    listInvitations: () => listInvitations(member),
    removeMember: () => removeMember(member, { userId: idOf(viewer) }),
    setMemberRole: () => setMemberRole(member, { userId: idOf(member), role: 'owner' }),
    listAudit: () => listAudit(member, {}),
  }
  for (const [name, attempt] of Object.entries(attempts))
    await expect(act(attempt), name).rejects.toMatchObject(forbidden)
  await createDataset(member, { name: 'A member works with data' })
})

test('an admin touches neither owners nor roles, and makes no owner', async () => {
  await expect(removeMember(admin, { userId: idOf(owner) })).rejects.toMatchObject(forbidden)
  await expect(
    act(() => setMemberRole(admin, { userId: idOf(owner), role: 'viewer' })),
  ).rejects.toMatchObject(forbidden)
  await expect(act(() => setMemberRole(admin, { userId: idOf(admin), role: 'owner' }))).rejects.toMatchObject(
    forbidden,
  )
  await expect(inviteMember(admin, { email: 'eve@example.com', role: 'owner' })).rejects.toMatchObject(
    forbidden,
  )
  const second = await kit.addMember(admin.workspaceId, 'admin')
  await expect(removeMember(admin, { userId: idOf(second) })).rejects.toMatchObject(forbidden)
  expect((await listMembers(owner)).find(({ userId }) => userId === idOf(owner))?.role).toBe('owner')
})

test('anyone may leave, and is then no member', async () => {
  const leaver = await kit.addMember(owner.workspaceId, 'viewer')
  await removeMember(leaver, { userId: idOf(leaver) })
  expect((await listMembers(owner)).map(({ userId }) => userId)).not.toContain(idOf(leaver))
})

test('the last owner can neither leave nor step down', async () => {
  const conflict = { code: 'conflict' }
  await expect(removeMember(owner, { userId: idOf(owner) })).rejects.toMatchObject(conflict)
  await expect(setMemberRole(owner, { userId: idOf(owner), role: 'admin' })).rejects.toMatchObject(conflict)
})

test('of two owners who leave at the same moment one stays, and is told why', async () => {
  for (let round = 0; round < 5; round++) {
    const first = await kit.addWorkspace()
    const second = await kit.addMember(first.workspaceId, 'owner')
    const ends = await Promise.allSettled(
      [first, second].map((ctx) => removeMember(ctx, { userId: idOf(ctx) })),
    )
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(ends.find((end) => end.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    expect(await listMembers(first)).toHaveLength(1)
  }
})

test('an owner hands the workspace over and stays an admin; nobody else does', async () => {
  const first = await kit.addWorkspace()
  const heir = await kit.addMember(first.workspaceId, 'member')
  await expect(
    act(() => transferOwnership({ ...heir, role: 'admin' }, { userId: idOf(heir) })),
  ).rejects.toMatchObject(forbidden)
  await expect(transferOwnership(first, { userId: idOf(first) })).rejects.toMatchObject({
    code: 'invalid_request',
  })
  await transferOwnership(first, { userId: idOf(heir) })
  const roles = (await listMembers(first)).map(({ userId, role }) => [userId, role])
  expect(Object.fromEntries(roles)).toEqual({ [idOf(first)]: 'admin', [idOf(heir)]: 'owner' })
})

test('a member of another workspace looks like nobody', async () => {
  const stranger = await kit.addWorkspace()
  await expect(removeMember(owner, { userId: idOf(stranger) })).rejects.toMatchObject({ code: 'not_found' })
  await expect(setMemberRole(owner, { userId: idOf(stranger), role: 'viewer' })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('every change leaves an audit line that names who made it', async () => {
  await renameWorkspace(admin, { name: 'Analytical Engines' })
  const { items } = await listAudit(owner, { limit: 1 })
  expect(items).toMatchObject([{ action: 'workspace.renamed', actor: 'admin', subjectId: owner.workspaceId }])
})
