import { mkdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism, hostname, loadavg, totalmem } from 'node:os'
import { createStripeGateway } from '@assay/billing/stripe'
import { newId, openDatabases } from '@assay/db'
import {
  describeMail,
  freeJobsOf,
  freeOrphanedJobs,
  openChangeFeed,
  openLog,
  openMailer,
  openMetrics,
  openStore,
  openTracing,
  openWebhookSender,
  openZipWriter,
  serveMetrics,
  startQueue,
  watchDatabase,
  watchQueue,
} from '@assay/infra'
import { billAds } from '@assay/services/ad'
import { sweepBatches } from '@assay/services/batch'
import {
  applyStripeEvent,
  billYearlyUsage,
  gatherUsage,
  remindOfBilling,
  repairFromStripe,
  replayStripeEvents,
  resumeDue,
  sendUsage,
  syncCatalogue,
} from '@assay/services/billing'
import { followPublicUrl } from '@assay/services/brand'
import type { Services } from '@assay/services/core'
import { beginAutoTopUps, chargeTopUp, consumeCredits, expireCredits } from '@assay/services/credit'
import { purgeDataset, removeDroppedUpload, sampleStorage } from '@assay/services/dataset'
import { eraseAccount, eraseWorkspace, sweepDeletions } from '@assay/services/deletion'
import { judgeCanaries, sweepFigures } from '@assay/services/deployment'
import { sweepDrift } from '@assay/services/drift'
import { expireQuote, mailEntry, sendEngagementInvoice } from '@assay/services/engagement'
import { settleFeedback } from '@assay/services/feedback'
import { backfillLedger } from '@assay/services/ledger'
import { sendDigests } from '@assay/services/notification'
import { settleMigrations } from '@assay/services/operator'
import { reconcileDaily } from '@assay/services/reconciliation'
import { sweepCalls } from '@assay/services/request'
import { advanceSolution } from '@assay/services/solution'
import { warnOfSpend } from '@assay/services/spend'
import { sweepHealth } from '@assay/services/status'
import { makeTakeout, type PackModel, sweepTakeouts } from '@assay/services/takeout'
import { finishUploadJob, sweepUploads } from '@assay/services/upload'
import { sweepIdempotencyRecords } from '@assay/services/usage'
import { deliverWebhook, sweepDeliveries, warnOfQuota } from '@assay/services/webhook'
import { announceWorker, removeSilentWorkers, withdrawWorker } from '@assay/services/worker'
import { z } from 'zod'
import { killAllChildren } from './child.ts'
import { measureDueDrift } from './drift/measure-due.ts'
import { openSketcher } from './drift/sketch-samples.ts'
import { readEnv } from './env.ts'
import { openExporter } from './export/run-export.ts'
import { openAnswerGroup } from './hosting/answer-group.ts'
import { openHeavyHost } from './hosting/heavy-host.ts'
import { openModelCache } from './hosting/model-cache.ts'
import { startPredictServer } from './hosting/predict-server.ts'
import { handleBatch } from './jobs/batch.handler.ts'
import { handleExamine } from './jobs/examine.handler.ts'
import { handleIngest } from './jobs/ingest.handler.ts'
import { handleMap } from './jobs/map.handler.ts'
import { handleScoreGold } from './jobs/score-gold.handler.ts'
import { handleScoreRows } from './jobs/score-rows.handler.ts'
import { handleTrain } from './jobs/train.handler.ts'
import { provideInstalledNets } from './pretrained.ts'
import { startRhythm } from './rhythm.ts'
import { sendMail } from './send-mail.ts'
import { openJobCounts } from './telemetry/job-counts.ts'
import { watchGroups } from './telemetry/watch-groups.ts'
import { searchSlots } from './training/search-slots.ts'

/** Below the launcher's patience, so that the locks are freed before it kills. */
const stopTimeoutMs = 8_000
/** Of light models: a millisecond or so, and another workspace may have its turn. */
const itemsPerTurn = 64

const env = readEnv(process.env)
const log = openLog('worker', env.LOG_LEVEL)
const workerId = newId('wrk')
const stopTracing = await openTracing('worker', process.env)
const dbs = openDatabases(env.DATABASE_URL, { app: 8, platform: 8 })
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
}
await followPublicUrl(services, changes, (err) => log.error({ err }, 'the public address was not read'))
const mailer = await openMailer(env)
const sendWebhook = openWebhookSender({ allowLoopback: env.WEBHOOKS_TO_LOOPBACK === 'on' })
provideInstalledNets()
let stopping = false

await rm(env.SCRATCH_FOLDER, { recursive: true, force: true })
await mkdir(env.SCRATCH_FOLDER, { recursive: true })
const cache = openModelCache(services.store, (env.MODEL_MEMORY_MB * 1024 ** 2) / 2, log)
const heavyModels = openHeavyHost(log)
const metrics = env.WORKER_METRICS_PORT === undefined ? null : openMetrics('worker')
if (metrics) {
  watchDatabase(metrics, dbs)
  watchQueue(metrics, dbs)
  metrics.gauge('assay_models_loaded', 'Models that are awake.', () => cache.count() + heavyModels.count())
  metrics.gauge(
    'assay_model_bytes',
    'Memory that awake models take.',
    () => cache.bytes() + heavyModels.bytes(),
  )
}
const jobCounts = openJobCounts()
const watch = (name: string, outcome: 'done' | 'failed', seconds: number): void => {
  jobCounts.count(name, outcome)
  metrics?.job(name, outcome, seconds)
}
const { port, server } = await startPredictServer({
  light: watchGroups('light', openAnswerGroup(cache, itemsPerTurn), metrics),
  heavy: watchGroups('heavy', heavyModels.answer, metrics),
  sketch: openSketcher(services),
  pack: openExporter(services.store, env.SCRATCH_FOLDER),
  token: env.INTERNAL_TOKEN,
  host: env.WORKER_HOST,
  port: env.WORKER_PORT,
  log,
})

// Without its queues a worker is a shell: whoever supervises it starts a new one.
const onStopped = () => {
  if (stopping) return
  stopping = true
  killAllChildren()
  process.exit(1)
}
const light = await startQueue({
  databaseUrl: env.DATABASE_URL,
  concurrency: 4,
  log,
  watch,
  onStopped,
  handlers: {
    'dataset.ingest': handleIngest(services, env.SCRATCH_FOLDER),
    'dataset.examine': handleExamine(services),
    'feedback.settle': (payload) => settleFeedback(services, payload),
    'dataset.map': handleMap(services, env.SCRATCH_FOLDER),
    'labelling.score': handleScoreRows(services, cache),
    'deployment.score_gold': handleScoreGold(services, cache),
    'solution.advance': (payload, run) => advanceSolution(services, payload, run),
    'stripe.apply_event': (payload) => applyStripeEvent(services, payload),
    'engagement.mail': (payload) => mailEntry(services, payload),
    'engagement.invoice': (payload) => sendEngagementInvoice(services, payload),
    'quote.expire': (payload) => expireQuote(services, payload),
    'mail.send': (mail) => sendMail(services, mailer, mail),
    'workspace.erase': (payload) => eraseWorkspace(services, payload),
    'account.erase': (payload) => eraseAccount(services, payload),
    'dataset.purge': (payload) => purgeDataset(services, payload),
    'dataset.drop_upload': (payload) => removeDroppedUpload(services, payload),
    'upload.finish': (payload) => finishUploadJob(services, payload),
    'credit.charge_card': (payload) => chargeTopUp(services, payload),
    'usage.send': (payload) => sendUsage(services, payload),
  },
})
// Training has a queue of its own: it may fill it without holding up anything quick.
const heavy = await startQueue({
  databaseUrl: env.DATABASE_URL,
  concurrency: env.TRAINING_CONCURRENCY,
  log,
  watch,
  onStopped,
  handlers: {
    'model.train': handleTrain({
      services,
      changes,
      log,
      workerId,
      scratchFolder: env.SCRATCH_FOLDER,
      isStopping: () => stopping,
      searchSlots: () => searchSlots(env.TRAINING_CONCURRENCY),
    }),
  },
})

// Receivers may take their time, and must keep nothing else waiting.
const outbound = await startQueue({
  databaseUrl: env.DATABASE_URL,
  concurrency: 8,
  log,
  watch,
  onStopped,
  handlers: { 'webhook.deliver': (payload) => deliverWebhook(services, sendWebhook, payload) },
})

// Its own packer: people who take one model away are never told to wait for an export of all.
const packModel = openExporter(services.store, env.SCRATCH_FOLDER)
const packForTakeout: PackModel = async (order) => {
  const answer = await packModel(order)
  return answer.type === 'archive' ? answer.stream : null
}

// Batches take hours, and must keep nothing else waiting.
const bulk = await startQueue({
  databaseUrl: env.DATABASE_URL,
  concurrency: 2,
  log,
  watch,
  onStopped,
  handlers: {
    'takeout.make': (payload, run) =>
      makeTakeout(services, payload, { openArchive: openZipWriter, pack: packForTakeout }, run),
    'batch.run': handleBatch({
      services,
      cache,
      scratchFolder: env.SCRATCH_FOLDER,
      isStopping: () => stopping,
    }),
  },
})

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')))
const lockNames = [...light.lockNames, ...heavy.lockNames, ...bulk.lockNames, ...outbound.lockNames]
const announce = () =>
  announceWorker(services, {
    id: workerId,
    url: `http://${env.WORKER_ADVERTISED_HOST ?? env.WORKER_HOST}:${port}`,
    queueWorkerIds: lockNames,
    info: {
      host: hostname(),
      pid: process.pid,
      version,
      load: loadavg()[0],
      cores: availableParallelism(),
      machineBytes: totalmem(),
      jobsLastHour: jobCounts.lastHour(),
      loadedModels: cache.count() + heavyModels.count(),
      memoryBytes: process.memoryUsage().rss,
      modelBytes: cache.bytes() + heavyModels.bytes(),
      mail: describeMail(env),
    },
  })
await syncCatalogue(services)
await announce()
if (metrics && env.WORKER_METRICS_PORT !== undefined) {
  const { METRICS_HOST: host, WORKER_METRICS_PORT, METRICS_TOKEN: token } = env
  await serveMetrics(metrics, { host, port: WORKER_METRICS_PORT, token })
}
log.info({ workerId, port }, 'worker ready')
process.send?.({ ready: true })

const rhythms = [
  startRhythm('heartbeat', 2_000, log, announce),
  startRhythm('dead workers', 3_000, log, async () => {
    const silent = await removeSilentWorkers(services)
    await freeJobsOf(env.DATABASE_URL, silent)
  }),
  startRhythm('orphaned jobs', 5_000, log, () => freeOrphanedJobs(env.DATABASE_URL)),
  startRhythm('idle models', 30_000, log, async () => cache.putOutIdle(env.MODEL_IDLE_MINUTES * 60_000)),
  startRhythm('canaries', 3_000, log, async () => {
    for (const judged of await judgeCanaries(services)) log.info(judged, 'a canary was judged')
  }),
  startRhythm('usage', 3_000, log, async () => {
    await gatherUsage(services)
  }),
  startRhythm('credits and caps', 15_000, log, async () => {
    await consumeCredits(services)
    await expireCredits(services)
    await beginAutoTopUps(services)
    await warnOfSpend(services)
    await warnOfQuota(services)
  }),
  startRhythm('subscriptions', 60_000, log, async () => {
    await resumeDue(services)
    await billYearlyUsage(services)
    await remindOfBilling(services)
    await settleMigrations(services)
  }),
  startRhythm('invoices from before the ledger', 60_000, log, async () => {
    await backfillLedger(services)
  }),
  startRhythm('stored data', 3_600_000, log, async () => {
    await sampleStorage(services)
  }),
  startRhythm('unapplied webhooks', 60_000, log, async () => {
    await replayStripeEvents(services)
  }),
  startRhythm('ledger against Stripe', 86_400_000, log, async () => {
    const repairs = await repairFromStripe(services)
    if (repairs.length > 0) log.error({ repairs }, 'the ledger differed from Stripe')
  }),
  startRhythm('served, metered, invoiced', 600_000, log, async () => {
    const differences = await reconcileDaily(services)
    if (differences.length > 0) log.error({ differences }, 'usage and invoices differ')
  }),
  startRhythm('digests', 600_000, log, async () => {
    await sendDigests(services)
  }),
  startRhythm('expired exports', 600_000, log, () => sweepTakeouts(services)),
  startRhythm('deletions', 600_000, log, () => sweepDeletions(services)),
  startRhythm('sponsors', 600_000, log, () => billAds(services)),
  startRhythm('expired uploads', 600_000, log, async () => {
    await sweepUploads(services)
  }),
  startRhythm('kept calls', 600_000, log, () => sweepCalls(services)),
  startRhythm('drift', 5_000, log, async () => {
    const { raised, cleared } = await measureDueDrift(services)
    if (raised + cleared > 0) log.info({ raised, cleared }, 'drift alerts changed')
  }),
  startRhythm('kept sketches', 600_000, log, () => sweepDrift(services)),
  startRhythm('kept health', 3_600_000, log, () => sweepHealth(services)),
  startRhythm('kept figures', 600_000, log, () => sweepFigures(services)),
  startRhythm('expired webhook log', 3_600_000, log, () => sweepDeliveries(services)),
  startRhythm('expired batches', 600_000, log, async () => {
    await sweepBatches(services)
  }),
  startRhythm('kept answers', 600_000, log, () => sweepIdempotencyRecords(services)),
]

const stop = async (signal: string): Promise<void> => {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'worker stops')
  for (const rhythm of rhythms) rhythm.stop()
  await withdrawWorker(services, workerId)
  server.close()
  heavyModels.close()
  killAllChildren()
  await Promise.race([
    Promise.all([light.stop(), heavy.stop(), bulk.stop(), outbound.stop()]),
    new Promise((resolve) => setTimeout(resolve, stopTimeoutMs)),
  ])
  // Nobody looks after the locks of a worker that has withdrawn, and the queue does not wait for its last writes.
  await freeJobsOf(env.DATABASE_URL, lockNames)
  await changes.close()
  await dbs.close()
  await stopTracing()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
// The launcher is gone: nobody is left to stop us.
process.on('disconnect', () => void stop('disconnect'))
