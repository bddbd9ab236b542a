import { sql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema/index.ts'
import { traced } from './trace.ts'

export type Db = PostgresJsDatabase<typeof schema>
/** A transaction; everything a verb writes goes through one. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
export type Sql = postgres.Sql

export type Databases = {
  /** Under the role `assay_app`: sees nothing outside `withWorkspace`. */
  app: Db
  /** Under the role `assay_platform`: sign-in, jobs, webhooks and the operator's pages. */
  platform: Db
  /** The raw clients beneath, for LISTEN and the one hot statement of the gateway. */
  sql: { app: Sql; platform: Sql }
  close(): Promise<void>
}

/**
 * Seconds until a lost connection is made anew. The driver counts the losses of a whole pool as tries of one connection:
 * by its own rule a database that is back at once would be left alone for twenty seconds.
 */
const reconnectAfter = (losses: number): number =>
  (0.5 + Math.random() / 2) * Math.min(1, 0.02 * 2 ** Math.min(losses, 6))

const open = (url: string, role: string, max: number): Sql =>
  postgres(url, {
    max,
    backoff: reconnectAfter,
    idle_timeout: 60,
    connection: { application_name: role, options: `-c role=${role}` },
    onnotice: () => {},
  })

export const openDatabases = (url: string, pool: { app?: number; platform?: number } = {}): Databases => {
  const app = open(url, 'assay_app', pool.app ?? 8)
  const platform = open(url, 'assay_platform', pool.platform ?? 6)
  return {
    app: drizzle(app, { schema }),
    platform: drizzle(platform, { schema }),
    sql: { app, platform },
    close: async () => {
      await Promise.all([app.end({ timeout: 5 }), platform.end({ timeout: 5 })])
    },
  }
}

/** Runs `work` in one transaction that sees and writes the rows of `workspaceId` alone. */
export const withWorkspace = <T>(app: Db, workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  traced('transaction', { kind: 'client', attributes: { 'db.system.name': 'postgresql' } }, () =>
    app.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.workspace_id', ${workspaceId}, true)`)
      return work(tx)
    }),
  )
