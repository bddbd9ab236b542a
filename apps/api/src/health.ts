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

/** What each part that predictions need says of itself. */
export const checkParts = async (
  services: Services,
): Promise<{ ready: boolean; checks: Record<string, Check> }> => {
  const [database, queue, worker, storage] = await Promise.all([
    attempt(() => pingDatabase(services)),
    attempt(() => pingQueue(services)),
    attempt(async () => ((await listLiveWorkers(services)).length > 0 ? 'ok' : 'no worker is running')),
    attempt(() => services.store.check()),
  ])
  const checks = { database, queue, worker, storage }
  return { ready: Object.values(checks).every((state) => state === 'ok'), checks }
}

/**
 * `/healthz`: the process lives. `/readyz`: database, queue, worker and storage answer. `/v2…`: the same as the Open
 * Inference Protocol asks for it; its implementations spell the answers differently, so both spellings are given.
 */
export const registerHealth = (app: FastifyInstance, services: Services): void => {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const { ready, checks } = await checkParts(services)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks })
  })
  app.get('/v2', async () => ({ name: 'assay', version: '1.0.0', extensions: [] }))
  app.get('/v2/health/live', async () => ({ live: true, ready: true }))
  app.get('/v2/health/ready', async (_request, reply) => {
    const { ready } = await checkParts(services)
    return reply.status(ready ? 200 : 503).send({ ready, live: true })
  })
}
