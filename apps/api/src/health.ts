import { pingDatabase, pingQueue, type Services } from '@assay/services/core'
import { listLiveWorkers } from '@assay/services/worker'
import type { FastifyInstance } from 'fastify'

type Check = 'ok' | string

const attempt = async (work: () => Promise<unknown>): Promise<Check> => {
  try {
    const state = await work()
    return typeof state === 'string' ? state : 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  }
}

/** `/healthz`: the process lives. `/readyz`: database, queue, worker and storage answer. */
export const registerHealth = (app: FastifyInstance, services: Services): void => {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const [database, queue, worker, storage] = await Promise.all([
      attempt(() => pingDatabase(services)),
      attempt(() => pingQueue(services)),
      attempt(async () => ((await listLiveWorkers(services)).length > 0 ? 'ok' : 'no worker is running')),
      attempt(() => services.store.check()),
    ])
    const checks = { database, queue, worker, storage }
    const ready = Object.values(checks).every((state) => state === 'ok')
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks })
  })
}
