import { tables } from '@assay/db'
import { backendChoiceSchema } from '@assay/ml-core/schema'
import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import type { QueueRow, SystemView, WorkerView } from '../views.ts'
import { silentAfterMs } from '../worker/presence.ts'

const jobCount = z.object({ name: z.string(), done: z.number(), failed: z.number() })

/** What a worker says of itself; a field that an older or newer one leaves out is shown as unknown. */
const workerInfo = z.object({
  host: z.string().nullable().catch(null),
  version: z.string().nullable().catch(null),
  load: z.number().nullable().catch(null),
  cores: z.number().nullable().catch(null),
  machineBytes: z.number().nullable().catch(null),
  loadedModels: z.number().catch(0),
  memoryBytes: z.number().catch(0),
  modelBytes: z.number().catch(0),
  jobsLastHour: z.array(jobCount).catch([]),
})
type WorkerInfo = z.output<typeof workerInfo>

type Queued = {
  name: string
  waiting: number
  running: number
  failed: number
  oldest_seconds: number | null
}

/** The workers that have announced themselves, and how full the job queue is. */
export const system = async (ctx: OperatorCtx): Promise<SystemView> => {
  const { workerProcess } = tables
  const { platform } = ctx.dbs
  const rows = await platform.select().from(workerProcess).orderBy(asc(workerProcess.startedAt))
  const workers = rows.map((row) => ({ row, info: workerInfo.parse(row.info) }))
  const queued = await platform.execute<Queued>(
    sql`select name, waiting::int, running::int, failed::int, oldest_seconds from queue_state()`,
  )
  const backends = await lastBackends(ctx)
  const running = await runningTrainings(ctx)
  return {
    workers: workers.map(({ row, info: { jobsLastHour: _, ...info } }) => ({
      ...info,
      id: row.id,
      url: row.url,
      startedAt: row.startedAt,
      heartbeatAt: row.heartbeatAt,
      silent: ctx.now().getTime() - row.heartbeatAt.getTime() > silentAfterMs,
      backend: backends.get(row.id) ?? null,
      runningTrainings: running.get(row.id) ?? 0,
    })),
    queue: addUp(
      queued,
      workers.map(({ info }) => info),
    ),
    localStripeUrl: ctx.stripe.localUrl,
  }
}

const addUp = (queued: readonly Queued[], workers: WorkerInfo[]): QueueRow[] => {
  const rows = new Map<string, QueueRow>()
  const rowOf = (name: string): QueueRow => {
    const row = rows.get(name) ?? {
      name,
      waiting: 0,
      running: 0,
      dead: 0,
      oldestSeconds: null,
      doneLastHour: 0,
      failedLastHour: 0,
    }
    rows.set(name, row)
    return row
  }
  for (const { name, waiting, running, failed, oldest_seconds } of queued)
    Object.assign(rowOf(name), { waiting, running, dead: failed, oldestSeconds: oldest_seconds })
  for (const { jobsLastHour } of workers)
    for (const { name, done, failed } of jobsLastHour) {
      const row = rowOf(name)
      row.doneLastHour += done
      row.failedLastHour += failed
    }
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name))
}

/** Reports from before the choice was kept tell nothing of it. */
const backendChoices = z.array(backendChoiceSchema).catch([])

/** What each worker's last net was trained on: workers choose it by measuring, run by run. */
const lastBackends = async (ctx: OperatorCtx): Promise<Map<string, NonNullable<WorkerView['backend']>>> => {
  const rows = await ctx.dbs.platform.execute<{ worker: string; backend: string; choices: unknown }>(sql`
    select distinct on (j.worker_id) j.worker_id as worker, v.report->>'backend' as backend,
      v.report->'backends' as choices
    from worker_process w join training_job j on j.worker_id = w.id
    join model_version v on v.training_job_id = j.id
    where v.report->>'backend' is not null
    order by j.worker_id, v.created_at desc`)
  return new Map(
    rows.map(({ worker, backend, choices }) => {
      const found = backendChoices
        .parse(choices)
        .flatMap(({ probes }) => probes)
        .find(({ name }) => name === backend)
      return [worker, { name: backend, adapter: found?.adapter ?? null, stepMs: found?.stepMs ?? null }]
    }),
  )
}

const runningTrainings = async (ctx: OperatorCtx): Promise<Map<string, number>> => {
  const { trainingJob } = tables
  const rows = await ctx.dbs.platform
    .select({ worker: trainingJob.workerId, runs: sql<number>`count(*)::int` })
    .from(trainingJob)
    .where(eq(trainingJob.status, 'running'))
    .groupBy(trainingJob.workerId)
  return new Map(rows.map(({ worker, runs }) => [worker ?? '', runs]))
}
