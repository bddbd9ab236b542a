import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Databases, openDatabases } from './client.ts'
import { newId } from './ids.ts'
import * as tables from './schema/index.ts'
import { createTestDatabase, type TestDatabase } from './testing/cluster.ts'

let database: TestDatabase
let dbs: Databases

beforeAll(async () => {
  database = await createTestDatabase()
  dbs = openDatabases(database.url, { app: 4, platform: 4 })
})
afterAll(async () => {
  await dbs?.close()
  await database?.drop()
})

const addWorkspace = async (): Promise<string> => {
  const id = newId('ws')
  await dbs.platform.insert(tables.workspace).values({ id, name: 'Ada' })
  return id
}

const account = async (workspaceId: string, kind: 'cash' | 'receivable', currency = 'usd') => {
  const id = newId('lac')
  await dbs.platform.insert(tables.ledgerAccount).values({ id, workspaceId, kind, currency })
  return id
}

/** Commits one transaction with these entries. */
const post = (
  workspaceId: string,
  entries: { accountId: string; currency?: string; amount: string }[],
  key = newId('ltx'),
) =>
  dbs.platform.transaction(async (tx) => {
    const id = newId('ltx')
    await tx.insert(tables.ledgerTransaction).values({
      id,
      workspaceId,
      kind: 'invoice_paid',
      idempotencyKey: key,
      sourceId: 'in_1',
      description: 'a payment',
      at: new Date(),
    })
    for (const [place, { accountId, currency = 'usd', amount }] of entries.entries())
      await tx
        .insert(tables.ledgerEntry)
        .values({ id: newId('len'), workspaceId, transactionId: id, accountId, currency, amount, place })
  })

describe('15: ledger entries sum to zero', () => {
  test('a transaction that does not balance is refused when it is committed, and leaves nothing', async () => {
    const workspaceId = await addWorkspace()
    const cash = await account(workspaceId, 'cash')
    const owed = await account(workspaceId, 'receivable')
    await expect(
      post(workspaceId, [
        { accountId: cash, amount: '10' },
        { accountId: owed, amount: '-9.999999999999' },
      ]),
    ).rejects.toThrow(/do not sum to zero/)
    await post(workspaceId, [
      { accountId: cash, amount: '10' },
      { accountId: owed, amount: '-10' },
    ])
    expect(await dbs.platform.$count(tables.ledgerEntry)).toBe(2)
  })

  test('amounts of two currencies never balance each other, nor enter another currency’s account', async () => {
    const workspaceId = await addWorkspace()
    const dollars = await account(workspaceId, 'cash')
    const euros = await account(workspaceId, 'receivable', 'eur')
    await expect(
      post(workspaceId, [
        { accountId: dollars, amount: '10' },
        { accountId: euros, currency: 'eur', amount: '-10' },
      ]),
    ).rejects.toThrow(/do not sum to zero/)
    await expect(post(workspaceId, [{ accountId: euros, amount: '10' }])).rejects.toMatchObject({
      cause: { message: expect.stringContaining('not in the currency') },
    })
  })

  test('a cause is posted once', async () => {
    const workspaceId = await addWorkspace()
    const cash = await account(workspaceId, 'cash')
    const owed = await account(workspaceId, 'receivable')
    const entries = [
      { accountId: cash, amount: '1' },
      { accountId: owed, amount: '-1' },
    ]
    await post(workspaceId, entries, 'ltx_once')
    await expect(post(workspaceId, entries, 'ltx_once')).rejects.toMatchObject({ cause: { code: '23505' } })
  })

  test.each(['ledger_account', 'ledger_transaction', 'ledger_entry', 'credit_consumption'])(
    '%s is append-only under either role, and a workspace cannot write it at all',
    async (name) => {
      for (const sql of [dbs.sql.app, dbs.sql.platform]) {
        await expect(sql`delete from ${sql(name)}`).rejects.toMatchObject({ code: '42501' })
        await expect(sql`update ${sql(name)} set workspace_id = 'x'`).rejects.toMatchObject({ code: '42501' })
      }
      await expect(dbs.sql.app`insert into ${dbs.sql.app(name)} default values`).rejects.toMatchObject({
        code: '42501',
      })
    },
  )
})
