import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Databases, openDatabases, withWorkspace } from './client.ts'
import { newId } from './ids.ts'
import * as tables from './schema/index.ts'
import { createTestDatabase, type TestDatabase } from './testing/cluster.ts'

let database: TestDatabase
let dbs: Databases
let owner: postgres.Sql
const ours = newId('ws')
const theirs = newId('ws')
const datasetOf = new Map<string, string>()

beforeAll(async () => {
  database = await createTestDatabase()
  dbs = openDatabases(database.url)
  owner = postgres(database.url, { max: 1, onnotice: () => {} })
  for (const workspaceId of [ours, theirs]) {
    const id = newId('ds')
    datasetOf.set(workspaceId, id)
    await dbs.platform.insert(tables.workspace).values({ id: workspaceId, name: workspaceId })
    await dbs.platform.insert(tables.dataset).values({ id, workspaceId, name: 'Mails' })
    await dbs.platform.insert(tables.usageEvent).values({
      id: newId('use'),
      workspaceId,
      meter: 'predictions',
      quantity: 1,
      idempotencyKey: newId('use'),
      requestIds: [newId('req')],
      periodStart: new Date(),
      occurredAt: new Date(),
    })
  }
})
afterAll(async () => {
  await owner?.end({ timeout: 5 })
  await dbs?.close()
  await database?.drop()
})

/** Every table of the product with the column that names its workspace. */
const ownedTables = () => owner<{ name: string; column: string; enabled: boolean; forced: boolean }[]>`
  select c.relname as name, a.attname as column, c.relrowsecurity as enabled, c.relforcerowsecurity as forced
  from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (a.attname = 'workspace_id' or (c.relname = 'workspace' and a.attname = 'id'))
  order by 1`

/** Of a workspace, and not for its people. */
const operatorsOwn = ['operator_note', 'operator_view']

describe('row-level security', () => {
  test('keeps what operators write about a workspace from the tenant role altogether', async () => {
    for (const name of operatorsOwn)
      await expect(dbs.sql.app`select from ${dbs.sql.app(name)}`).rejects.toThrow(/permission denied/)
  })

  test('is enabled and forced on every table that has a workspace, with a policy that reads and writes', async () => {
    const owned = await ownedTables()
    const policies = await owner<{ name: string; using: string; check: string }[]>`
      select tablename as name, qual as using, with_check as check from pg_policies
      where schemaname = 'public' and cmd = 'ALL' and 'assay_app' = any(roles)`
    expect(owned.length).toBeGreaterThan(15)
    for (const { name, column, enabled, forced } of owned) {
      expect({ name, enabled, forced }).toEqual({ name, enabled: true, forced: true })
      const own = policies.filter((policy) => policy.name === name)
      expect(own.map((policy) => policy.name)).toEqual([name])
      for (const rule of [own[0]?.using, own[0]?.check]) {
        expect(rule).toContain(column)
        expect(rule).toContain("NULLIF(current_setting('app.workspace_id'")
      }
    }
  })

  test('covers every table: one without a workspace is closed to the tenant role, or on the short list', async () => {
    const open = await owner<{ name: string }[]>`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity)
        and has_any_column_privilege('assay_app', c.oid, 'SELECT, INSERT, UPDATE')
      order by 1`
    expect(open.map(({ name }) => name)).toEqual(['plan', 'plan_version'])
  })

  test('gives neither acting role a way around: no superuser, no BYPASSRLS, no table of its own', async () => {
    const roles = await owner`
      select r.rolname, r.rolsuper, r.rolbypassrls,
        (select count(*)::int from pg_class c where c.relowner = r.oid) as owned
      from pg_roles r where r.rolname in ('assay_app', 'assay_platform') order by 1`
    expect(roles).toEqual([
      { rolname: 'assay_app', rolsuper: false, rolbypassrls: false, owned: 0 },
      { rolname: 'assay_platform', rolsuper: false, rolbypassrls: false, owned: 0 },
    ])
  })

  test('shows the tenant role no row of any table while no workspace is set', async () => {
    for (const { name } of await ownedTables()) {
      if (operatorsOwn.includes(name)) continue
      const [row] = await dbs.sql.app<{ rows: number }[]>`select count(*)::int as rows from ${owner(name)}`
      expect({ name, ...row }).toEqual({ name, rows: 0 })
    }
  })

  test('shows one workspace its own rows and nothing of another', async () => {
    const seen = await withWorkspace(dbs.app, ours, async (tx) => ({
      workspaces: await tx.select({ id: tables.workspace.id }).from(tables.workspace),
      datasets: await tx.select({ id: tables.dataset.id }).from(tables.dataset),
      events: await tx.select({ workspaceId: tables.usageEvent.workspaceId }).from(tables.usageEvent),
    }))
    expect(seen).toEqual({
      workspaces: [{ id: ours }],
      datasets: [{ id: datasetOf.get(ours) }],
      events: [{ workspaceId: ours }],
    })
  })

  test('forgets the workspace with the transaction, also on a reused connection', async () => {
    const single = openDatabases(database.url, { app: 1, platform: 1 })
    await withWorkspace(single.app, ours, (tx) => tx.select().from(tables.dataset))
    expect(await single.app.select().from(tables.dataset)).toEqual([])
    await single.close()
  })

  test('refuses to insert a row of another workspace', async () => {
    const planting = withWorkspace(dbs.app, ours, (tx) =>
      tx.insert(tables.dataset).values({ id: newId('ds'), workspaceId: theirs, name: 'planted' }),
    )
    await expect(planting).rejects.toMatchObject({ cause: { code: '42501' } })
  })

  test('lets no update or delete touch, or move a row to, another workspace', async () => {
    const id = datasetOf.get(theirs) ?? ''
    await withWorkspace(dbs.app, ours, (tx) => tx.update(tables.dataset).set({ name: 'taken' }))
    await withWorkspace(dbs.app, ours, (tx) => tx.delete(tables.dataset))
    const left = await dbs.platform.select().from(tables.dataset)
    expect(left).toMatchObject([{ id, name: 'Mails', workspaceId: theirs }])
    const moving = withWorkspace(dbs.app, theirs, (tx) =>
      tx.update(tables.dataset).set({ workspaceId: ours }),
    )
    await expect(moving).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('what is written once', () => {
  test.each(['usage_event', 'rated_usage', 'audit_event'])(
    '%s can be deleted by neither role',
    async (name) => {
      for (const sql of [dbs.sql.app, dbs.sql.platform])
        await expect(sql`delete from ${sql(name)}`).rejects.toMatchObject({ code: '42501' })
    },
  )

  test('a usage event keeps what it says: neither role can change its figures', async () => {
    for (const sql of [dbs.sql.app, dbs.sql.platform])
      for (const column of ['quantity', 'occurred_at', 'period_start', 'workspace_id', 'idempotency_key'])
        await expect(
          sql`update usage_event set ${sql(column)} = ${sql(column)}`,
          `${column} under ${sql === dbs.sql.app ? 'assay_app' : 'assay_platform'}`,
        ).rejects.toMatchObject({ code: '42501' })
  })

  test('the platform may note which outbox row carries an event, and nothing else', async () => {
    const noted = await dbs.sql.platform`update usage_event set outbox_id = null where workspace_id = ${ours}`
    expect(noted.count).toBe(1)
  })
})
