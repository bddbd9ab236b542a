import { tables } from '@assay/db'
import { asc, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'

export type SystemView = {
  workers: {
    id: string
    url: string
    heartbeatAt: Date
    backend: string | null
    rung: string | null
    loadedModels: number
    memoryBytes: number
  }[]
  queue: { name: string; waiting: number; running: number; failed: number; oldestSeconds: number | null }[]
  /** Where the local Stripe's pages are; null with Stripe itself. */
  localStripeUrl: string | null
}

/** What a worker says of itself; a field that an older or newer one leaves out is shown as unknown. */
const workerInfo = z.object({
  backend: z.string().nullable().catch(null),
  rung: z.string().nullable().catch(null),
  loadedModels: z.number().catch(0),
  memoryBytes: z.number().catch(0),
})

type QueueRow = {
  name: string
  waiting: number
  running: number
  failed: number
  oldest_seconds: number | null
}

/** The workers that have announced themselves, and how full the job queue is. */
export const system = async (ctx: OperatorCtx): Promise<SystemView> => {
  const { workerProcess } = tables
  const workers = await ctx.dbs.platform.select().from(workerProcess).orderBy(asc(workerProcess.startedAt))
  const queue = await ctx.dbs.platform.execute<QueueRow>(
    sql`select name, waiting::int, running::int, failed::int, oldest_seconds from queue_state()`,
  )
  return {
    workers: workers.map((worker) => ({
      id: worker.id,
      url: worker.url,
      heartbeatAt: worker.heartbeatAt,
      ...workerInfo.parse(worker.info),
    })),
    queue: queue.map(({ oldest_seconds, ...row }) => ({ ...row, oldestSeconds: oldest_seconds })),
    localStripeUrl: ctx.stripe.localUrl,
  }
}
