import { pingDatabase, pingQueue, type Services } from '@assay/services/core'
import { listLiveWorkers } from '@assay/services/worker'
import type { FastifyInstance } from 'fastify'

type Check = 'ok' | string

/** A dead database answers nothing at all; whoever asks still hears of it. */
const checkTimeoutMs = 1_500

const refuseAfter = (timeoutMs: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('timed out')), timeoutMs).unref()
  })

const attempt = async (work: () => Promise<unknown>): Promise<Check> => {
  try {
    const state = await Promise.race([work(), refuseAfter(checkTimeoutMs)])
    return typeof state === 'string' ? state : 'ok'
  } catch {
    // Anyone may ask: what exactly failed is not theirs to read.
    return 'does not answer'
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
