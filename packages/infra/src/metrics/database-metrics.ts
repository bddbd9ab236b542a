import type { Databases } from '@assay/db'
import type { Metrics } from './open-metrics.ts'

/** How long a query waits for a connection and its answer, and how many connections the database has. */
export const watchDatabase = (metrics: Metrics, { sql }: Pick<Databases, 'sql'>): void => {
  metrics.gauges(
    'assay_pg_ping_seconds',
    'Time of an empty query with the wait for a free connection, by pool.',
    'pool',
    async () => {
      const ping = async (of: 'app' | 'platform') => {
        const began = performance.now()
        await sql[of]`select 1`
        return { of, value: (performance.now() - began) / 1000 }
      }
      return Promise.all([ping('app'), ping('platform')])
    },
  )
  metrics.gauges('assay_pg_pool_size', 'Connections that a pool may open.', 'pool', async () =>
    (['app', 'platform'] as const).map((of) => ({ of, value: sql[of].options.max })),
  )
  metrics.gauge('assay_pg_backends', 'Connections of the database, of all processes.', async () => {
    const [row] = await sql.platform<{ count: number }[]>`
      select numbackends::int as count from pg_stat_database where datname = current_database()`
    return row?.count ?? null
  })
}

type QueueRow = {
  name: string
  waiting: number
  running: number
  failed: number
  oldest_seconds: number | null
}

/** How full the job queue is; the same from every worker, so take the highest. */
export const watchQueue = (metrics: Metrics, { sql }: Pick<Databases, 'sql'>): void => {
  const read = async (pick: (row: QueueRow) => number) => {
    const rows = await sql.platform<QueueRow[]>`
      select name, waiting::int, running::int, failed::int, oldest_seconds::float8 from queue_state()`
    return rows.map((row) => ({ of: row.name, value: pick(row) }))
  }
  metrics.gauges('assay_queue_waiting', 'Jobs that wait.', 'job', () => read(({ waiting }) => waiting))
  metrics.gauges('assay_queue_running', 'Jobs that run.', 'job', () => read(({ running }) => running))
  metrics.gauges('assay_queue_failed', 'Jobs that are given up.', 'job', () => read(({ failed }) => failed))
  metrics.gauges('assay_queue_oldest_seconds', 'Age of the oldest job that waits.', 'job', () =>
    read((row) => row.oldest_seconds ?? 0),
  )
}
