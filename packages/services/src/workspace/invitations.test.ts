import { tables } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ctx, WorkspaceCtx } from '../core/index.ts'
import { openMemoryStore, openTestServices, type TestServices } from '../testing/index.ts'
import {
  acceptInvitation,
  inviteMember,
  listInvitations,
  renewInvitation,
  revokeInvitation,
} from './index.ts'
import { findRole } from './membership.ts'

let kit: TestServices
let owner: WorkspaceCtx
beforeAll(async () => {
  kit = await openTestServices(openMemoryStore())
  owner = await kit.addWorkspace('Engines')
})
afterAll(() => kit?.close())

const someone = async (): Promise<Ctx & { userId: string }> => {
  const userId = await kit.addUser('Eve')
  return { ...kit.services, actor: { type: 'user', id: userId }, userId }
}
const invite = async (role: 'member' | 'viewer' = 'member') => {
  const { id, link } = await inviteMember(owner, { email: 'Eve@Example.com', role })
  return { id, link, token: link.split('/').at(-1) ?? '' }
}
const gone = { code: 'not_found', param: 'token' }

test('an invitation queues its mail and makes whoever opens it a member with its role', async () => {
  const { link, token } = await invite('viewer')
  const [mail] = await kit.queued('mail.send')
  expect(mail).toMatchObject({ to: 'eve@example.com', subject: 'Join Engines' })
  expect(mail?.text).toContain(link)
  const eve = await someone()
  expect(await acceptInvitation(eve, { token })).toEqual({ workspaceId: owner.workspaceId })
  expect(await findRole(kit.services, owner.workspaceId, eve.userId)).toBe('viewer')
})

test('an invitation is good once: the second person to open it stays outside', async () => {
  const { token } = await invite()
  const people = await Promise.all([someone(), someone(), someone(), someone()])
  const ends = await Promise.allSettled(people.map((ctx) => acceptInvitation(ctx, { token })))
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject(gone)
  const roles = await Promise.all(
    people.map(({ userId }) => findRole(kit.services, owner.workspaceId, userId)),
  )
  expect(roles.filter(Boolean)).toEqual(['member'])
})

test('an invitation ends after seven days', async () => {
  const { id, token } = await invite()
  kit.passTime(7 * 86_400_000 + 1)
  await expect(acceptInvitation(await someone(), { token })).rejects.toMatchObject(gone)
  expect((await listInvitations(owner)).map((open) => open.id)).not.toContain(id)
})

test('a revoked invitation opens nothing', async () => {
  const { id, token } = await invite()
  await revokeInvitation(owner, { id })
  await expect(acceptInvitation(await someone(), { token })).rejects.toMatchObject(gone)
})

test('a renewed invitation is mailed anew with another link, and the earlier link opens nothing', async () => {
  const { id, token } = await invite()
  kit.passTime(6 * 86_400_000)
  const before = (await kit.queued('mail.send')).length
  const { link } = await renewInvitation(owner, { id })
  expect(await kit.queued('mail.send')).toHaveLength(before + 1)
  await expect(acceptInvitation(await someone(), { token })).rejects.toMatchObject(gone)
  kit.passTime(6 * 86_400_000)
  const eve = await someone()
  await acceptInvitation(eve, { token: link.split('/').at(-1) ?? '' })
  expect(await findRole(kit.services, owner.workspaceId, eve.userId)).toBe('member')
  await expect(renewInvitation(owner, { id })).rejects.toMatchObject({ code: 'not_found' })
})

test('a link to hand over is made without a mail', async () => {
  const { id } = await invite()
  const before = (await kit.queued('mail.send')).length
  expect((await renewInvitation(owner, { id, mail: false })).link).toContain('/invite/')
  expect(await kit.queued('mail.send')).toHaveLength(before)
})

test('an admin renews no invitation of an owner', async () => {
  const { id } = await inviteMember(owner, { email: 'o@example.com', role: 'owner' })
  const admin = await kit.addMember(owner.workspaceId, 'admin')
  await expect(renewInvitation(admin, { id })).rejects.toMatchObject({ code: 'forbidden' })
})

test('an invitation can be revoked from its own workspace only', async () => {
  const { id, token } = await invite()
  const stranger = await kit.addWorkspace()
  await expect(revokeInvitation(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
  await acceptInvitation(await someone(), { token })
})

test('accepting an invitation never lowers the role that a member has', async () => {
  const { token } = await invite('viewer')
  await acceptInvitation(owner, { token })
  expect(await findRole(kit.services, owner.workspaceId, owner.actor.id ?? '')).toBe('owner')
})

test('the token lies in the mail alone: the database keeps its hash', async () => {
  const { token } = await invite()
  const rows = await kit.services.dbs.platform.select().from(tables.invitation)
  expect(JSON.stringify(rows)).not.toContain(token)
})
