import { tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authenticateKey, createApiKey, requireUse } from '../api-key/index.ts'
import type { UserCtx, WorkspaceCtx } from '../core/index.ts'
import { createDeployment } from '../deployment/index.ts'
import {
  addCall,
  addEngagement,
  addInvoice,
  addLabellingItem,
  addModelVersion,
  openMemoryStore,
  openTestServices,
  type TestServices,
} from '../testing/index.ts'
import { inviteMember } from '../workspace/index.ts'
import {
  deleteAccount,
  deleteWorkspace,
  eraseAccount,
  eraseWorkspace,
  keepAccount,
  keepWorkspace,
  previewAccountDeletion,
  previewWorkspaceDeletion,
  sweepDeletions,
} from './index.ts'
import { erasedTables, keptTables, scrubs } from './what-goes.ts'

let kit: TestServices
const store = openMemoryStore()
beforeAll(async () => {
  kit = await openTestServices(store)
})
afterAll(() => kit?.close())

const day = 86_400_000
const password = 'checked at the door'
const ask = (ctx: WorkspaceCtx, confirm = 'Engines') => deleteWorkspace(ctx, { confirm, password })
const asUser = (ctx: WorkspaceCtx): UserCtx => ({
  ...kit.services,
  actor: { type: 'user', id: ctx.actor.id ?? '' },
  sessionId: 'here',
})
const workspaceOf = async ({ workspaceId }: WorkspaceCtx) =>
  (
    await kit.services.dbs.platform
      .select()
      .from(tables.workspace)
      .where(eq(tables.workspace.id, workspaceId))
  )[0]
const proof = { scope: 'predict', origin: undefined, page: null, address: () => '' } as const

/** A workspace in which there is something of everything. */
const fill = async () => {
  const ctx = await kit.addWorkspace('Engines')
  const model = await addModelVersion(ctx)
  const deployment = await createDeployment(ctx, {
    name: 'Secret filter',
    modelVersionId: model.modelVersionId,
  })
  const { key } = await createApiKey(ctx, { name: 'Server' })
  await inviteMember(ctx, { email: 'friend@example.com', role: 'viewer' })
  await addInvoice(ctx)
  await addEngagement(ctx)
  await addLabellingItem(ctx, model.datasetId)
  await addCall(ctx, { deploymentId: deployment.id, modelVersionId: model.modelVersionId })
  await store.put(`${ctx.workspaceId}/datasets/a.parquet`, Buffer.from('rows'))
  return { ctx, model, deployment, key }
}

test('every table of a workspace is erased, scrubbed or kept on purpose', async () => {
  const owner = postgres(kit.database.url, { max: 1 })
  const rows = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`
  await owner.end()
  const decided = [...erasedTables, ...Object.keys(scrubs), ...keptTables].sort()
  expect(decided).toEqual(rows.map(({ name }) => name))
})

describe('a workspace to be deleted', () => {
  test('is asked for by an owner who types its name, and answers no call from then on', async () => {
    const { ctx, key } = await fill()
    const admin = await kit.addMember(ctx.workspaceId, 'admin')
    await expect((async () => ask(admin))()).rejects.toMatchObject({ code: 'forbidden' })
    await expect(ask(ctx, 'Engine')).rejects.toMatchObject({ code: 'invalid_request', param: 'confirm' })
    expect(await previewWorkspaceDeletion(ctx)).toMatchObject({
      datasets: 1,
      deployments: 1,
      keys: 1,
      members: 2,
    })
    const { eraseAt } = await ask(ctx)
    expect(eraseAt.getTime() - kit.services.now().getTime()).toBeGreaterThan(13.9 * day)
    const grant = await authenticateKey(kit.services, key)
    expect(() => requireUse(grant, { ...proof, now: kit.services.now() })).toThrow(/deleted on/)
    await expect(ask(ctx)).rejects.toMatchObject({ code: 'conflict' })
    const mails = (await kit.queued('mail.send')).filter(({ subject }) =>
      subject.startsWith('Engines will be'),
    )
    expect(mails).toHaveLength(2)
  })

  test('is as it was once that is taken back', async () => {
    const { ctx, key } = await fill()
    await ask(ctx)
    await keepWorkspace(ctx)
    requireUse(await authenticateKey(kit.services, key), { ...proof, now: kit.services.now() })
    expect(await workspaceOf(ctx)).toMatchObject({ eraseAt: null, name: 'Engines' })
    await expect(keepWorkspace(ctx)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('does not let its owner out of a suspension by the operator', async () => {
    const { ctx, key } = await fill()
    await kit.services.dbs.platform.insert(tables.workspaceSuspension).values({
      workspaceId: ctx.workspaceId,
      reason: 'Abuse.',
      contact: 'us',
      suspendedBy: 'usr_operator',
      suspendedAt: kit.services.now(),
    })
    await ask(ctx)
    await keepWorkspace(ctx)
    const grant = await authenticateKey(kit.services, key)
    expect(() => requireUse(grant, { ...proof, now: kit.services.now() })).toThrow(/Abuse/)
  })

  test('loses everything but its books when the time is over, not before, and once', async () => {
    const { ctx, deployment } = await fill()
    const other = await fill()
    await ask(ctx)
    const erase = () => eraseWorkspace(kit.services, { workspaceId: ctx.workspaceId })
    await erase()
    kit.passTime(13 * day)
    await sweepDeletions(kit.services)
    await erase()
    expect(store.keys().some((key) => key.startsWith(ctx.workspaceId))).toBe(true)
    kit.passTime(1.1 * day)
    await sweepDeletions(kit.services)
    expect(await kit.queued('workspace.erase')).toContainEqual({ workspaceId: ctx.workspaceId })
    await erase()
    await erase()
    expect(store.keys().some((key) => key.startsWith(ctx.workspaceId))).toBe(false)
    expect(await workspaceOf(ctx)).toMatchObject({ name: 'Deleted workspace', erasedAt: expect.any(Date) })
    const left = await everythingOf(ctx.workspaceId)
    for (const secret of ['Secret filter', 'friend@example.com', 'Server', 'spam', 'Hello'])
      expect(left, secret).not.toContain(secret)
    expect(left).toContain(deployment.id)
    const { invoice, member } = tables
    const platform = kit.services.dbs.platform
    expect(await platform.$count(invoice, eq(invoice.workspaceId, ctx.workspaceId))).toBe(1)
    expect(await platform.$count(member, eq(member.workspaceId, ctx.workspaceId))).toBe(0)
    await expect(keepWorkspace(ctx)).rejects.toMatchObject({ code: 'conflict' })
    // The neighbour has not lost a thing.
    expect(await workspaceOf(other.ctx)).toMatchObject({ name: 'Engines' })
    expect(await everythingOf(other.ctx.workspaceId)).toContain('friend@example.com')
    expect(store.keys().some((key) => key.startsWith(other.ctx.workspaceId))).toBe(true)
  })
})

/** Every row that a table of the workspace still holds, as text. */
const everythingOf = async (workspaceId: string): Promise<string> => {
  const names = [...erasedTables, ...Object.keys(scrubs), ...keptTables]
  const sql = kit.services.dbs.sql.platform
  const rows = await Promise.all(
    names.map(
      (name) => sql`select to_jsonb(t) as row from ${sql(name)} t where workspace_id = ${workspaceId}`,
    ),
  )
  return JSON.stringify(rows.flat())
}

describe('an account to be deleted', () => {
  test('is refused to the only owner of a workspace, who is told which', async () => {
    const ctx = await kit.addWorkspace('Alone')
    const user = asUser(ctx)
    const confirm = `${ctx.actor.id}@example.com`
    expect(await previewAccountDeletion(user)).toMatchObject({
      ownedAlone: [{ id: ctx.workspaceId, name: 'Alone', members: 1 }],
    })
    await expect(deleteAccount(user, { confirm, password })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Alone'),
    })
    await deleteWorkspace(ctx, { confirm: 'Alone', password })
    await deleteAccount(user, { confirm, password })
  })

  test('can be taken back until its time is over, and then nothing says who it was', async () => {
    const first = await kit.addWorkspace('Shared')
    const leaver = await kit.addMember(first.workspaceId, 'member')
    const user = asUser(leaver)
    const userId = user.actor.id
    const confirm = `${userId}@example.com`
    await expect(deleteAccount(user, { confirm: 'someone@else', password })).rejects.toMatchObject({
      param: 'confirm',
    })
    await deleteAccount(user, { confirm, password })
    await keepAccount(user)
    kit.passTime(15 * day)
    await sweepDeletions(kit.services)
    expect(await kit.queued('account.erase')).not.toContainEqual({ userId })
    await deleteAccount(user, { confirm, password })
    await eraseAccount(kit.services, { userId })
    kit.passTime(15 * day)
    await sweepDeletions(kit.services)
    expect(await kit.queued('account.erase')).toContainEqual({ userId })
    await eraseAccount(kit.services, { userId })
    await eraseAccount(kit.services, { userId })
    const [row] = await kit.services.dbs.platform.select().from(tables.user).where(eq(tables.user.id, userId))
    expect(row).toMatchObject({ name: 'Deleted person', email: `${userId}@deleted.invalid` })
    const { member } = tables
    expect(await kit.services.dbs.platform.$count(member, eq(member.userId, userId))).toBe(0)
  })

  test('waits another day where its owner became the only one of a workspace meanwhile', async () => {
    const first = await kit.addWorkspace('Inherited')
    const second = await kit.addMember(first.workspaceId, 'owner')
    const user = asUser(second)
    await deleteAccount(user, { confirm: `${user.actor.id}@example.com`, password })
    await kit.services.dbs.platform
      .delete(tables.member)
      .where(eq(tables.member.userId, first.actor.id ?? ''))
    kit.passTime(15 * day)
    await eraseAccount(kit.services, { userId: user.actor.id })
    const [row] = await kit.services.dbs.platform
      .select()
      .from(tables.user)
      .where(eq(tables.user.id, user.actor.id))
    expect(row?.erasedAt).toBeNull()
    expect(row?.eraseAt?.getTime()).toBeGreaterThan(kit.services.now().getTime())
    const [mail] = await kit.queued('mail.send')
    expect(mail?.subject).toBe('Your account needs a decision')
  })
})

test('the audit trail is altered by nothing but the end of its workspace', async () => {
  const ctx = await kit.addWorkspace('Trail')
  await createApiKey(ctx, { name: 'Server' })
  const sql = kit.services.dbs.sql.platform
  const change = sql`update audit_event set detail = '{}' where workspace_id = ${ctx.workspaceId}`
  await expect(change).rejects.toThrow('audit_event is final')
})
