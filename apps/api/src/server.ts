import { fileURLToPath } from 'node:url'
import { createStripeGateway } from '@assay/billing/stripe'
import { openDatabases } from '@assay/db'
import {
  openChangeFeed,
  openLog,
  openMetrics,
  openStore,
  openTracing,
  serveMetrics,
  wantsTraces,
  watchDatabase,
} from '@assay/infra'
import { followPublicUrl } from '@assay/services/brand'
import type { Services } from '@assay/services/core'
import { buildApp } from './app.ts'
import { openAuth } from './auth/index.ts'
import { openAddressReader } from './client-address.ts'
import { readEnv } from './env.ts'
import { openGateway } from './gateway/index.ts'
import { startHealthRecorder } from './health-recorder.ts'
import { readInForce } from './in-force.ts'

const env = readEnv(process.env)
const log = openLog('api', env.LOG_LEVEL)
const stopTracing = await openTracing('api', process.env)
const dbs = openDatabases(env.DATABASE_URL, { app: 16, platform: 8 })
const metrics = env.METRICS_PORT === undefined ? null : openMetrics('api')
if (metrics) watchDatabase(metrics, dbs)
const changes = await openChangeFeed(dbs.sql.platform)
const services: Services = {
  dbs,
  store: await openStore(env),
  stripe: createStripeGateway({
    secretKey: env.STRIPE_SECRET_KEY,
    webhookSecret: env.STRIPE_WEBHOOK_SECRET,
    now: () => new Date(),
    ...(env.STRIPE_API_BASE ? { apiBase: env.STRIPE_API_BASE } : {}),
  }),
  now: () => new Date(),
  publicUrl: env.PUBLIC_URL,
  deletionWaitDays: env.DELETION_WAIT_DAYS,
  allowLoopbackWebhooks: env.WEBHOOKS_TO_LOOPBACK === 'on',
  inForce: await readInForce(
    env,
    new URL('../../../packages/db/drizzle/meta/_journal.json', import.meta.url),
  ),
}
await followPublicUrl(services, changes, (err) => log.error({ err }, 'the public address was not read'))
const trustedProxies = env.TRUSTED_PROXIES?.split(',').map((range) => range.trim()) ?? []
const gateway = openGateway({
  services,
  changes,
  internalToken: env.INTERNAL_TOKEN,
  addressOf: openAddressReader(trustedProxies),
  log,
  metrics,
})
const app = await buildApp({
  services,
  changes,
  gateway,
  log,
  metrics,
  traces: wantsTraces(process.env),
  auth: openAuth({ dbs, publicUrl: env.PUBLIC_URL, secret: env.AUTH_SECRET }),
  trustedProxies,
  widgetFile: fileURLToPath(new URL('../../../packages/sdk/dist/widget.js', import.meta.url)),
  dashboardFolder: env.DASHBOARD_FOLDER ?? fileURLToPath(new URL('../../dashboard/dist', import.meta.url)),
})
await app.listen({ port: env.PORT, host: env.HOST })
if (metrics && env.METRICS_PORT !== undefined) {
  const { METRICS_HOST: host, METRICS_PORT: port, METRICS_TOKEN: token } = env
  await serveMetrics(metrics, { host, port, token })
}
log.info({ url: env.PUBLIC_URL }, 'api listens')
const health = startHealthRecorder(services, log)
process.send?.({ ready: true })

let stopping = false
const stop = async (signal: string): Promise<void> => {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'api stops')
  health.stop()
  // Open event streams would hold the server for ever.
  setTimeout(() => app.server.closeAllConnections(), 1_500).unref()
  await app.close()
  await gateway.close()
  await changes.close()
  await dbs.close()
  await stopTracing()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
// The launcher is gone: nobody is left to stop us.
process.on('disconnect', () => void stop('disconnect'))
