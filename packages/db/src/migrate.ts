import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

/** Any constant will do, so long as every replica uses the same one. */
const migrationLock = 7_140_223

const migrationsFolder = (): string => {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('@assay/db/package.json')), 'drizzle')
  } catch {
    return fileURLToPath(new URL('../drizzle', import.meta.url))
  }
}

/**
 * Brings the database at `url` to this version. Replicas that start together wait for each other on an
 * advisory lock; `queueMigrations` (the job queue's own) runs under the same lock.
 */
export const migrateDatabase = async (
  url: string,
  queueMigrations: (url: string) => Promise<void> = async () => {},
  folder: string = migrationsFolder(),
): Promise<void> => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql`select pg_advisory_lock(${migrationLock})`
    await migrate(drizzle(sql), { migrationsFolder: folder })
    await queueMigrations(url)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
