import { newId, tables } from '@assay/db'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getEntitlements } from '../billing/entitlements.ts'
import { type Money, startMoney } from '../billing/fixture.ts'
import type { OperatorCtx, WorkspaceCtx } from '../core/context.ts'
import { explainRefusal } from '../spend/index.ts'
import { describeMe } from '../workspace/me.ts'
import { findAccess } from '../workspace/membership.ts'
import { getTenant } from './get.ts'
import { listTenants } from './list.ts'
import { addTenantNote, listTenantNotes, removeTenantNote } from './notes.ts'
import { reactivateTenant, suspendTenant } from './suspend.ts'
import { endView, recordViewAccess, startView } from './view-as.ts'

let money: Money
let operator: OperatorCtx
beforeAll(async () => {
  money = await startMoney()
  operator = await newOperator()
})
afterAll(() => money.close())

const newOperator = async (): Promise<OperatorCtx> => {
  const id = newId('usr')
  await money.dbs.platform
    .insert(tables.user)
    .values({ id, name: 'Olive', email: `${id}@example.com`, isOperator: true })
  return { ...money.operator(), actor: { type: 'user', id } }
}

const suspension = { confirm: 'Grace & Co', reason: 'It sends spam.', contact: 'help@example.com' }
const actionsOf = async ({ workspaceId }: WorkspaceCtx): Promise<string[]> => {
  const { auditEvent } = tables
  const rows = await money.dbs.platform
    .select({ action: auditEvent.action })
    .from(auditEvent)
    .where(eq(auditEvent.workspaceId, workspaceId))
    .orderBy(auditEvent.createdAt)
  return rows.map(({ action }) => action)
}

describe('the list of tenants', () => {
  it('finds one by its owner’s address, with plan, usage and how it stands', async () => {
    const ctx = await money.createWorkspace()
    await money.use(ctx, [7])
    expect(await listTenants(operator, { search: `${ctx.actor.id}@EXAMPLE` })).toMatchObject({
      total: 1,
      items: [
        {
          workspaceId: ctx.workspaceId,
          plan: 'Free',
          standing: 'full',
          health: 'good',
          predictionsThisPeriod: 7,
          mrrMinor: '0',
          models: 0,
        },
      ],
    })
    expect(await listTenants(operator, { search: '100%' })).toEqual({ items: [], total: 0 })
  })

  it('is sorted by usage, narrowed by plan, and tells the total beyond its last page', async () => {
    const [little, much] = [await money.createWorkspace(), await money.createWorkspace()]
    await money.use(little, [20])
    await money.use(much, [30])
    const { items, total } = await listTenants(operator, { sort: 'usage', plan: 'free' })
    expect(items.slice(0, 2).map(({ workspaceId }) => workspaceId)).toEqual([
      much.workspaceId,
      little.workspaceId,
    ])
    expect(await listTenants(operator, { plan: 'free', offset: 1000 })).toEqual({ items: [], total })
    expect(await listTenants(operator, { standing: 'trial' })).toEqual({ items: [], total: 0 })
  })
})

describe('a suspended workspace', () => {
  it('is admitted nothing from the transaction on, told why, not billed, and goes on when reactivated', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    expect(await money.use(ctx, [1])).toEqual([true])
    const { workspaceId } = ctx
    await expect(
      suspendTenant(operator, { workspaceId, ...suspension, confirm: 'Grace' }),
    ).rejects.toMatchObject({ code: 'invalid_request', param: 'confirm' })
    expect(await suspendTenant(operator, { workspaceId, ...suspension })).toEqual({ billing: 'paused' })
    expect(await money.use(ctx, [1])).toEqual([false])
    const refusal = await explainRefusal(ctx, { workspaceId, quantity: 1 })
    expect(refusal).toMatchObject({
      code: 'suspended',
      message: 'This workspace is suspended: It sends spam. Contact help@example.com.',
    })
    expect(await getEntitlements(ctx)).toMatchObject({
      standing: 'suspended',
      suspension: { reason: 'It sends spam.', contact: 'help@example.com' },
      refusal: { code: 'suspended' },
    })
    expect((await listTenants(operator, { standing: 'suspended' })).items).toMatchObject([
      { workspaceId, health: 'bad', troubles: ['suspended'] },
    ])
    expect(await getTenant(operator, { workspaceId })).toMatchObject({
      suspension: { by: 'Olive', pausedBilling: true },
    })
    await expect(suspendTenant(operator, { workspaceId, ...suspension })).rejects.toMatchObject({
      code: 'conflict',
    })

    await reactivateTenant(operator, { workspaceId })
    await money.applyAll()
    expect(await money.use(ctx, [1])).toEqual([true])
    expect(await getEntitlements(ctx)).toMatchObject({ standing: 'full', refusal: null })
    expect(await actionsOf(ctx)).toEqual(
      expect.arrayContaining(['workspace.suspended', 'subscription.paused', 'workspace.reactivated']),
    )
  })

  it('stays suspended when Stripe’s webhooks bring its subscription up to date', async () => {
    const ctx = await money.createWorkspace()
    await money.subscribe(ctx, 'starter')
    await suspendTenant(operator, { workspaceId: ctx.workspaceId, ...suspension })
    await money.passPeriod(ctx, 3600)
    expect(await money.use(ctx, [1])).toEqual([false])
  })
})

describe('notes on a tenant', () => {
  it('are read with author, the newest first, and taken away by their author alone', async () => {
    const { workspaceId } = await money.createWorkspace()
    const other = await newOperator()
    await addTenantNote(operator, { workspaceId, text: 'Wants an invoice by mail.' })
    const { id } = await addTenantNote(other, { workspaceId, text: 'Called on Monday.' })
    const notes = await listTenantNotes(operator, { workspaceId })
    expect(notes.map(({ text }) => text)).toEqual(['Called on Monday.', 'Wants an invoice by mail.'])
    expect(notes[0]?.author).toBe('Olive')
    await expect(removeTenantNote(operator, { id })).rejects.toMatchObject({ code: 'not_found' })
    await removeTenantNote(other, { id })
    expect(await listTenantNotes(operator, { workspaceId })).toHaveLength(1)
    await expect(addTenantNote(operator, { workspaceId: 'ws_none', text: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('an operator’s look at a workspace', () => {
  const asUser = ({ actor }: OperatorCtx) => ({ id: actor.id ?? '', isOperator: true })

  it('opens it as a viewer until its time is over, and is in the log from start to end', async () => {
    const ctx = await money.createWorkspace()
    const { workspaceId } = ctx
    expect(await findAccess(operator, workspaceId, asUser(operator))).toBeNull()
    const { expiresAt } = await startView(operator, { workspaceId, reason: 'Ticket 7' })
    const access = await findAccess(operator, workspaceId, asUser(operator))
    expect(access).toMatchObject({ role: 'viewer', view: { expiresAt } })
    expect((await describeMe(operator, asUser(operator).id))?.workspaces).toMatchObject([
      { id: workspaceId, name: 'Grace & Co', role: 'viewer', view: { expiresAt } },
    ])
    const later = { ...operator, now: () => expiresAt }
    expect(await findAccess(later, workspaceId, asUser(operator))).toBeNull()

    if (!access?.view) throw new Error('no view')
    const looking: WorkspaceCtx = { ...ctx, actor: operator.actor, role: 'viewer' }
    for (const procedure of ['dataset.list', 'dataset.list', 'model.list'])
      await recordViewAccess(looking, access.view, { procedure, input: {} })
    await endView(operator, { workspaceId })
    expect(await findAccess(operator, workspaceId, asUser(operator))).toBeNull()
    expect(await actionsOf(ctx)).toEqual([
      'operator.view_started',
      'operator.viewed',
      'operator.viewed',
      'operator.view_ended',
    ])
  })

  it('is another operator’s to open, and needless for a member', async () => {
    const { workspaceId, actor } = await money.createWorkspace()
    await startView(operator, { workspaceId, reason: 'Ticket 8' })
    expect(await findAccess(operator, workspaceId, asUser(await newOperator()))).toBeNull()
    const plain = { id: operator.actor.id ?? '', isOperator: false }
    expect(await findAccess(operator, workspaceId, plain)).toBeNull()
    await expect(startView({ ...operator, actor }, { workspaceId, reason: 'Mine' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})

it('a tenant’s page adds up what belongs to it, and nothing of another', async () => {
  const ctx = await money.createWorkspace()
  await money.dbs.platform
    .insert(tables.dataset)
    .values({ id: newId('ds'), workspaceId: ctx.workspaceId, name: 'Mails' })
  const tenant = await getTenant(operator, { workspaceId: ctx.workspaceId })
  expect(tenant).toMatchObject({
    counts: { members: 1, datasets: 1, models: 0, deployments: 0, keys: 0 },
    datasets: [{ name: 'Mails', versions: 0, rows: null }],
    members: [{ role: 'owner', lastSeenAt: null }],
    openInvoices: 0,
    owedMinor: '0',
  })
  expect(tenant.days).toHaveLength(30)
  await expect(getTenant(operator, { workspaceId: 'ws_none' })).rejects.toMatchObject({ code: 'not_found' })
})
