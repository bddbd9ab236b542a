import { fileURLToPath } from 'node:url'
import { migrateDatabase } from '@assay/db'
import { migrateQueue } from '@assay/infra'

const folder = fileURLToPath(new URL('../../../packages/db/drizzle', import.meta.url))

/** The product's own migrations and the job queue's, under one advisory lock. */
export const applyMigrations = (databaseUrl: string): Promise<void> =>
  migrateDatabase(databaseUrl, migrateQueue, folder)
