import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Session, sessionOver } from './duck.ts'

let instance: Promise<DuckDBInstance> | null = null

/** One small database per process reads all versions; opening one for every page would cost more than the page. */
export async function withReader<T>(use: (session: Session) => Promise<T>): Promise<T> {
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
  try {
    await session.run("set timezone = 'UTC'")
    return await use(session)
  } finally {
    session.close()
  }
}
