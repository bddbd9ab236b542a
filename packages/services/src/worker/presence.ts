import { tables } from '@assay/db'
import { desc, eq, gt, lt } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

/** A worker that has been silent this long is taken for dead. */
export const silentAfterMs = 15_000

export type WorkerPresence = {
  id: string
  url: string
  queueWorkerIds: string[]
  info: Record<string, unknown>
}

export const announceWorker = async (services: Services, worker: WorkerPresence): Promise<void> => {
  const now = services.now()
  await services.dbs.platform
    .insert(tables.workerProcess)
    .values({ ...worker, heartbeatAt: now, startedAt: now })
    .onConflictDoUpdate({
      target: tables.workerProcess.id,
      set: { heartbeatAt: now, info: worker.info, queueWorkerIds: worker.queueWorkerIds },
    })
}

export const withdrawWorker = async (services: Services, id: string): Promise<void> => {
  await services.dbs.platform.delete(tables.workerProcess).where(eq(tables.workerProcess.id, id))
}

/** Where the gateway may send predictions, the newest first. */
export const listLiveWorkers = async (services: Services): Promise<{ id: string; url: string }[]> => {
  const { workerProcess } = tables
  const since = new Date(services.now().getTime() - silentAfterMs)
  return services.dbs.platform
    .select({ id: workerProcess.id, url: workerProcess.url })
    .from(workerProcess)
    .where(gt(workerProcess.heartbeatAt, since))
    .orderBy(desc(workerProcess.startedAt))
}

/** Takes silent workers off the list and returns the queue's names of them, whose jobs may be freed. */
export const removeSilentWorkers = async (services: Services): Promise<string[]> => {
  const { workerProcess } = tables
  const since = new Date(services.now().getTime() - silentAfterMs)
  const gone = await services.dbs.platform
    .delete(workerProcess)
    .where(lt(workerProcess.heartbeatAt, since))
    .returning({ queueWorkerIds: workerProcess.queueWorkerIds })
  return gone.flatMap((worker) => worker.queueWorkerIds)
}
