import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateDatabase } from './migrate.ts'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from './testing/cluster.ts'

let migrated: TestDatabase
let empty: TestDatabase
beforeAll(async () => {
  migrated = await createTestDatabase()
  empty = await createEmptyDatabase()
})
afterAll(async () => {
  await migrated?.drop()
  await empty?.drop()
})

/** Everything that migrations make, as text. */
const describeSchema = async (url: string): Promise<string[]> => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const rows = await sql<{ line: string }[]>`
      select format('%s.%s %s %s', table_name, column_name, data_type, is_nullable) as line
        from information_schema.columns where table_schema = 'public'
      union all select indexdef from pg_indexes where schemaname = 'public'
      union all select format('%s %s %s', tablename, policyname, roles) from pg_policies where schemaname = 'public'
      union all select format('%s %s', grantee, privilege_type || ' ' || table_name)
        from information_schema.role_table_grants where table_schema = 'public'
      union all select format('%s applied', count(*)) from drizzle.__drizzle_migrations
      order by 1`
    return rows.map(({ line }) => line)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

test('migrating a migrated database changes nothing', async () => {
  const before = await describeSchema(migrated.url)
  await migrateDatabase(migrated.url)
  expect(await describeSchema(migrated.url)).toEqual(before)
})

test('four migrators at once on an empty database leave what one would', async () => {
  let atOnce = 0
  let most = 0
  const queue = async () => {
    most = Math.max(most, ++atOnce)
    await new Promise((resolve) => setTimeout(resolve, 20))
    atOnce--
  }
  await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(empty.url, queue)))
  expect(most).toBe(1)
  expect(await describeSchema(empty.url)).toEqual(await describeSchema(migrated.url))
})

test('a migration that fails leaves the lock free for the next try', async () => {
  const failing = migrateDatabase(migrated.url, async () => {
    throw new Error('the queue has no place')
  })
  await expect(failing).rejects.toThrow('the queue has no place')
  await migrateDatabase(migrated.url)
})
