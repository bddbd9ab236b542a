import { runMigrations } from 'graphile-worker'

export const migrateQueue = (url: string): Promise<void> => runMigrations({ connectionString: url })
