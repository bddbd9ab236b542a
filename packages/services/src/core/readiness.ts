import { sql } from 'drizzle-orm'
import type { Services } from './context.ts'

/** Rejects where the database does not answer. */
export const pingDatabase = async (services: Services): Promise<void> => {
  await services.dbs.platform.execute(sql`select 1`)
}

/** Rejects where the job queue has no schema. */
export const pingQueue = async (services: Services): Promise<void> => {
  const [row] = await services.dbs.platform.execute<{ found: boolean }>(
    sql`select to_regnamespace('graphile_worker') is not null as found`,
  )
  if (!row?.found) throw new Error('The job queue has no schema yet: run the migrations.')
}
