import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

/** Values bound to `$1`, `$2` … */
export type Bound = (string | number | bigint | boolean | null)[]

export type Session = {
  connection: DuckDBConnection
  run: (sql: string, bound?: Bound) => Promise<void>
  rows: (sql: string, bound?: Bound) => Promise<DuckDBValue[][]>
  close: () => void
}

const settings = {
  threads: '2',
  // The allocator keeps what it has freed unless told otherwise, and that counts as ours.
  allocator_flush_threshold: '16MB',
  allocator_bulk_deallocation_flush_threshold: '32MB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}

/**
 * A database of its own; `memory` bounds DuckDB's buffers, what exceeds them goes to `spillDir`. A statement
 * that cannot spill enough is run once more with `relief`: rare uploads cost memory rather than fail.
 */
export async function openSession(
  path: string,
  memory: string,
  relief: string,
  spillDir: string,
): Promise<Session> {
  const instance = await DuckDBInstance.create(path, {
    ...settings,
    memory_limit: memory,
    temp_directory: spillDir,
  })
  const connection = await instance.connect()
  await connection.run("set timezone = 'UTC'")
  const session = sessionOver(connection, () => instance.closeSync())
  const relieved = async <T>(statement: () => Promise<T>): Promise<T> => {
    try {
      return await statement()
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('Out of Memory Error'))) throw error
      await session.run(`set memory_limit = ${quoteText(relief)}`)
      return statement()
    }
  }
  return {
    ...session,
    run: (sql, bound) => relieved(() => session.run(sql, bound)),
    rows: (sql, bound) => relieved(() => session.rows(sql, bound)),
  }
}

export function sessionOver(connection: DuckDBConnection, closeInstance: () => void): Session {
  return {
    connection,
    run: async (sql, bound) => {
      await connection.run(sql, bound)
    },
    rows: async (sql, bound) => (await connection.runAndReadAll(sql, bound)).getRows(),
    close: () => {
      connection.closeSync()
      closeInstance()
    },
  }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Counts and measures arrive as bigint or number; all of ours stay far below 2^53. */
export function toNumber(value: DuckDBValue | undefined): number {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0
}

export function toText(value: DuckDBValue | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}
