import { EventEmitter } from 'node:events'
import { traced } from '@assay/db'
import { type JobName, type JobPayload, jobs } from '@assay/services/core'
import {
  Logger,
  makeWorkerUtils,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Log } from './log.ts'

export const migrateQueue = (url: string): Promise<void> =>
  runMigrations({ connectionString: url, logger: quiet })

const quiet = new Logger(() => () => {})

/** The work of each job, by name. */
export type JobHandlers = {
  [N in JobName]?: (payload: JobPayload<N>, run: { attempt: number; lastAttempt: boolean }) => Promise<void>
}

export type Queue = {
  /** The names under which this process locks jobs; the key to freeing them should it die. */
  lockNames: string[]
  stop(): Promise<void>
}

type JobWatch = (name: string, outcome: 'done' | 'failed', seconds: number) => void

const asTasks = (handlers: JobHandlers, log: Log, watch?: JobWatch): TaskList =>
  Object.fromEntries(
    (Object.keys(handlers) as JobName[]).map((name) => [
      name,
      async (payload, { job }) => {
        const startedMs = performance.now()
        const attempt = { attempt: job.attempts, lastAttempt: job.attempts >= job.max_attempts }
        try {
          // `name` picks the schema and the handler alike, so the parsed payload fits.
          const handle = handlers[name] as (payload: unknown, run: typeof attempt) => Promise<void>
          const parsed = jobs[name].parse(payload)
          await traced(`job ${name}`, { attributes: { 'assay.job.id': String(job.id) } }, () =>
            handle(parsed, attempt),
          )
          watch?.(name, 'done', (performance.now() - startedMs) / 1000)
          log.debug({ job: name, id: job.id, ms: Math.round(performance.now() - startedMs) }, 'job done')
        } catch (error) {
          watch?.(name, 'failed', (performance.now() - startedMs) / 1000)
          log.error({ job: name, id: job.id, attempt: job.attempts, err: error }, 'job failed')
          throw error
        }
      },
    ]),
  )

/** Runs up to `concurrency` of the given jobs at once, each claimed by one process at a time. */
export const startQueue = async (options: {
  databaseUrl: string
  handlers: JobHandlers
  concurrency: number
  log: Log
  /** Hears of every job that ended. */
  watch?: JobWatch | undefined
  /** It has stopped without being asked to, and runs no more jobs. */
  onStopped: () => void
}): Promise<Queue> => {
  const lockNames: string[] = []
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked by the pool, not by the worker of it that runs them.
  events.on('pool:create', ({ workerPool }) => lockNames.push(workerPool.id))
  const runner = await run({
    connectionString: options.databaseUrl,
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: quiet,
    events,
    taskList: asTasks(options.handlers, options.log, options.watch),
    parsedCronItems: [],
    maxPoolSize: options.concurrency + 2,
  })
  let asked = false
  const ended = (error?: unknown) => {
    if (asked) return
    options.log.error({ err: error }, 'the queue stopped by itself')
    options.onStopped()
  }
  runner.promise.then(() => ended(), ended)
  return {
    lockNames,
    stop: () => {
      asked = true
      return runner.stop()
    },
  }
}

/** Frees the jobs that are locked under these names, whose processes died or are about to end. */
export const freeJobsOf = async (databaseUrl: string, lockNames: string[]): Promise<void> => {
  if (lockNames.length === 0) return
  const tools = await makeWorkerUtils({ connectionString: databaseUrl, logger: quiet })
  try {
    await tools.forceUnlockWorkers(lockNames)
  } finally {
    await tools.release()
  }
}

const orphanedAfterSeconds = 20

/**
 * Frees the jobs whose locks belong to no announced worker: of one that died before it announced itself, or
 * after it withdrew and before its jobs were let go. Younger locks may be of a worker that is just starting.
 */
export const freeOrphanedJobs = async (databaseUrl: string): Promise<void> => {
  const tools = await makeWorkerUtils({ connectionString: databaseUrl, logger: quiet })
  try {
    const names = await tools.withPgClient(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select distinct j.locked_by as name from graphile_worker.jobs j
         where j.locked_by is not null and j.locked_at < now() - make_interval(secs => $1)
           and not exists (select from worker_process w where j.locked_by = any(w.queue_worker_ids))`,
        [orphanedAfterSeconds],
      )
      return rows.map(({ name }) => name)
    })
    if (names.length > 0) await tools.forceUnlockWorkers(names)
  } finally {
    await tools.release()
  }
}
