import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Session, sessionOver, toText } from './duck.ts'

let instance: Promise<DuckDBInstance> | null = null

const connect = async (): Promise<Session> => {
  instance ??= DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '256MB',
    temp_directory: join(tmpdir(), 'assay-reader'),
    allocator_flush_threshold: '16MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Versions are immutable, and the caller's process has better uses for its memory.
    enable_external_file_cache: 'false',
  })
  const session = sessionOver(await (await instance).connect(), () => {})
  await session.run("set timezone = 'UTC'")
  return session
}

/** One small database per process reads all versions; opening one for every page would cost more than the page. */
export async function withReader<T>(use: (session: Session) => Promise<T>): Promise<T> {
  const session = await connect()
  try {
    return await use(session)
  } finally {
    session.close()
  }
}

/** The one column of texts that a query yields, piece by piece. */
export async function* streamTexts(query: string): AsyncGenerator<string> {
  const session = await connect()
  try {
    const result = await session.connection.stream(query)
    for await (const chunk of result) for (const value of chunk.getColumnValues(0)) yield toText(value)
  } finally {
    session.close()
  }
}
